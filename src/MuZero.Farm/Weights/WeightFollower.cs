using Grpc.Core;
using MuZero.Farm.Hosting;
using MuZero.Farm.Wire;
using Polly;

namespace MuZero.Farm.Weights;

/// <summary>A worker's source of weights: watches the service, downloads what is new, and shows actors only weights whose SHA-256 is the
/// manifest's.</summary>
internal sealed class WeightFollower(Wire.Weights.WeightsClient client, ILogger log) : IWeightSource
{
    // The service repeats its last message more often than this; a watch that is silent for longer is broken.
    private static readonly TimeSpan _deaf = WeightService.RepeatInterval * 3;

    // A download that shows nothing new for so long is cut and goes on over another call.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline<bool> _untilNews = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(200),
        TimeSpan.FromSeconds(2));
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WeightSnapshot? _latest;
    private volatile string? _fault; // the newest one

    /// <inheritdoc/>
    public long LatestVersion => _latest?.Version ?? -1;

    /// <summary>Completes when there are weights.</summary>
    public Task First => _first.Task;

    /// <summary>The reason for which there are no weights yet; empty once there are.</summary>
    public string WaitsFor => _latest is not null ? "" : "its first weights" + (_fault is { } fault ? ": " + fault : "");

    /// <summary>Bytes received over all downloads.</summary>
    public long ReceivedBytes { get; private set; }

    /// <inheritdoc/>
    public WeightSnapshot? Latest() => _latest;

    /// <summary>Follows the service until cancelled, through every fault of the network.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _untilNews.ExecuteAsync(async _ => await Watch(cancellation), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The worker ends.
        }
    }

    // True if something came before the watch broke.
    private async Task<bool> Watch(CancellationToken cancellation)
    {
        bool hasNews = false;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_deaf);
        try
        {
            WatchRequest request = new() { AfterVersion = Math.Max(0, LatestVersion) };
            using AsyncServerStreamingCall<WeightManifest> watch = client.Watch(request, cancellationToken: limit.Token);
            while (await watch.ResponseStream.MoveNext(limit.Token))
            {
                limit.CancelAfter(Timeout.InfiniteTimeSpan);
                await Take(watch.ResponseStream.Current, cancellation);
                limit.CancelAfter(_deaf);
                hasNews = true;
            }
        }
        catch (Exception fault) when (fault is RpcException or OperationCanceledException or InvalidDataException)
        {
            cancellation.ThrowIfCancellationRequested();
            Note(fault.Message);
        }

        return hasNews;
    }

    private async Task Take(WeightManifest manifest, CancellationToken cancellation)
    {
        if (manifest.Version <= LatestVersion)
        {
            return;
        }

        if (manifest.SizeBytes is <= 0 or > WeightManifests.MaxBytes)
        {
            throw new InvalidDataException($"weights {manifest.Version} claim {manifest.SizeBytes} bytes");
        }

        byte[] bytes = new byte[manifest.SizeBytes];
        int received = 0;
        while (received < bytes.Length)
        {
            await _untilNews.ExecuteAsync(
                async _ =>
                {
                    int before = received;
                    received = await Download(manifest, bytes, before, cancellation);
                    return received > before;
                },
                cancellation);
        }

        if (!manifest.Fits(bytes))
        {
            throw new InvalidDataException($"weights {manifest.Version} do not match their SHA-256");
        }

        _latest = new WeightSnapshot(manifest.Version, bytes) { Step = manifest.Step };
        _first.TrySetResult();
    }

    // Goes on at the offset that was reached, so that a cut costs at most one chunk.
    private async Task<int> Download(WeightManifest manifest, byte[] bytes, int offset, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_silence);
        using AsyncServerStreamingCall<WeightChunk> call = client.Download(new DownloadRequest
        {
            Version = manifest.Version,
            Offset = offset
        }, cancellationToken: limit.Token);
        try
        {
            while (await call.ResponseStream.MoveNext(limit.Token))
            {
                WeightChunk chunk = call.ResponseStream.Current;
                if (chunk.Offset != offset || chunk.Content.Length > bytes.Length - offset)
                {
                    throw new InvalidDataException($"weights {manifest.Version} came with a chunk at {chunk.Offset}; expected {offset}");
                }

                chunk.Content.Span.CopyTo(bytes.AsSpan(offset));
                offset += chunk.Content.Length;
                ReceivedBytes += chunk.Content.Length;
                limit.CancelAfter(_silence);
            }
        }
        catch (Exception fault) when ((fault is OperationCanceledException || (fault is RpcException status && !IsRefusal(status)))
            && !cancellation.IsCancellationRequested)
        {
            Note(fault.Message);
            return offset;
        }

        return offset == bytes.Length
            ? offset
            : throw new InvalidDataException($"weights {manifest.Version} ended after {offset} of {bytes.Length} bytes");
    }

    private void Note(string fault)
    {
        _fault = fault;
        log.WeightsInterrupted(fault);
    }

    // The service does not have the version of the manifest: only another manifest helps.
    private static bool IsRefusal(RpcException fault) => fault.StatusCode is StatusCode.NotFound or StatusCode.OutOfRange;
}
