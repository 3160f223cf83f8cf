using System.Security.Cryptography;
using Google.Protobuf;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Weights;

/// <summary>Published weights with the manifest that names them.</summary>
/// <param name="Manifest">Version, step, size, SHA-256.</param>
/// <param name="Bytes">A safetensors file.</param>
internal sealed record PublishedWeights(WeightManifest Manifest, ReadOnlyMemory<byte> Bytes);

/// <summary>A weight store that others can wait at. The newest two versions stay in memory, so that a download goes on while the next
/// version comes.</summary>
internal sealed class ObservableWeightStore : IWeightSink
{
    private readonly IWeightSink _store;
    private readonly Lock _gate = new();
    private PublishedWeights? _latest;
    private PublishedWeights? _previous;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Over a store.</summary>
    /// <param name="store">Keeps the weights.</param>
    /// <param name="published">The newest weights that the store holds already, or null.</param>
    public ObservableWeightStore(IWeightSink store, WeightSnapshot? published = null)
    {
        _store = store;
        _latest = published is null ? null : Wrap(published);
    }

    /// <inheritdoc/>
    public long LatestVersion => Latest?.Manifest.Version ?? -1;

    /// <summary>The newest weights, or null.</summary>
    public PublishedWeights? Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <inheritdoc/>
    public void Publish(WeightSnapshot weights)
    {
        _store.Publish(weights);
        PublishedWeights published = Wrap(weights with { Bytes = weights.Bytes.ToArray() });
        TaskCompletionSource told;
        lock (_gate)
        {
            (_previous, _latest) = (_latest, published);
            (told, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        told.SetResult();
    }

    /// <summary>One of the newest two versions, or null.</summary>
    public PublishedWeights? Find(long version)
    {
        lock (_gate)
        {
            return _latest?.Manifest.Version == version ? _latest : _previous?.Manifest.Version == version ? _previous : null;
        }
    }

    /// <summary>Waits for a version above <paramref name="known"/>.</summary>
    public async Task<PublishedWeights> Newer(long known, CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_latest is { } latest && latest.Manifest.Version > known)
                {
                    return latest;
                }

                news = _news.Task;
            }

            await news.WaitAsync(cancellation);
        }
    }

    private static PublishedWeights Wrap(WeightSnapshot weights) => new(WeightManifests.Of(weights), weights.Bytes);
}

/// <summary>Between weights and the manifests that name them on the wire.</summary>
internal static class WeightManifests
{
    /// <summary>Bytes of one chunk of a download or a publication.</summary>
    public const int ChunkBytes = 256 << 10;

    /// <summary>No network of ours is larger: 1 GiB.</summary>
    public const long MaxBytes = 1L << 30;

    public static WeightManifest Of(WeightSnapshot weights) => new()
    {
        Version = weights.Version,
        Step = weights.Step,
        SizeBytes = weights.Bytes.Length,
        Sha256 = ByteString.CopyFrom(SHA256.HashData(weights.Bytes.Span)),
    };

    /// <summary>True if the bytes are those of the manifest.</summary>
    public static bool Fits(this WeightManifest manifest, ReadOnlySpan<byte> bytes)
        => bytes.Length == manifest.SizeBytes && CryptographicOperations.FixedTimeEquals(SHA256.HashData(bytes), manifest.Sha256.Span);
}
