using MuZero.Farm.Wire;
using MuZero.Networks;

namespace MuZero.Farm.Weights;

/// <summary>Published weights with the manifest that names them.</summary>
/// <param name="Manifest">Version, step, size, SHA-256.</param>
/// <param name="Bytes">A safetensors file.</param>
public sealed record PublishedWeights(WeightManifest Manifest, ReadOnlyMemory<byte> Bytes);

/// <summary>A weight store that others can wait at. The newest two versions stay in memory, so that a download goes on while the next version comes.</summary>
public sealed class ObservableWeightStore : IWeightStore
{
    private readonly IWeightStore _store;
    private readonly Lock _gate = new();
    private PublishedWeights? _latest;
    private PublishedWeights? _previous;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A board over a store; what the store holds already is published.</summary>
    public ObservableWeightStore(IWeightStore store)
    {
        _store = store;
        _latest = store.Latest() is { } weights ? Wrap(weights) : null;
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
    WeightSnapshot? IWeightStore.Latest() => Latest is { } weights ? new WeightSnapshot(weights.Manifest.Version, weights.Bytes) { Step = weights.Manifest.Step } : null;

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
