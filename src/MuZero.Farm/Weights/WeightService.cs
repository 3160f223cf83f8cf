using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Weights;

/// <summary>Serves a weight store over gRPC: to workers, which watch and download, and to the trainer, which publishes here if the store is
/// not its own.</summary>
/// <param name="board">What is published.</param>
/// <param name="lifetime">Signals the server's end, which open watches would otherwise delay forever.</param>
internal class WeightService(ObservableWeightStore board, IHostApplicationLifetime lifetime) : Wire.Weights.WeightsBase
{
    /// <summary>The silence after which a watcher is sent the newest version again.</summary>
    public static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(5);

    public override Task<WeightManifest> Latest(LatestRequest request, ServerCallContext context)
        => Task.FromResult(board.Latest?.Manifest ?? throw NothingPublished());

    public override async Task Watch(WatchRequest request, IServerStreamWriter<WeightManifest> responseStream, ServerCallContext context)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken,
            lifetime.ApplicationStopping);
        long known = request.AfterVersion;
        try
        {
            while (true)
            {
                if (await NewerOrAgain(known, either.Token) is { } weights)
                {
                    known = weights.Manifest.Version;
                    await responseStream.WriteAsync(weights.Manifest, either.Token);
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the weight store is stopping"));
        }
    }

    public override async Task Download(DownloadRequest request, IServerStreamWriter<WeightChunk> responseStream, ServerCallContext context)
    {
        PublishedWeights weights = board.Find(request.Version)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"version {request.Version} is no longer kept; download the latest"));
        if (request.Offset < 0 || request.Offset > weights.Bytes.Length)
        {
            throw new RpcException(new Status(StatusCode.OutOfRange, $"offset {request.Offset} is not in 0 to {weights.Bytes.Length}"));
        }

        for (int offset = (int)request.Offset; offset < weights.Bytes.Length; offset += WeightManifests.ChunkBytes)
        {
            ReadOnlyMemory<byte> part = weights.Bytes.Slice(offset, Math.Min(WeightManifests.ChunkBytes, weights.Bytes.Length - offset));
            await responseStream.WriteAsync(new WeightChunk { Offset = offset, Content = UnsafeByteOperations.UnsafeWrap(part) },
                context.CancellationToken);
        }
    }

    public override async Task<WeightManifest> Publish(IAsyncStreamReader<PublishRequest> requestStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Manifest is not { } manifest)
        {
            throw Invalid("the first message must be the manifest");
        }

        if (manifest.SizeBytes is <= 0 or > WeightManifests.MaxBytes || manifest.Sha256.Length != 32)
        {
            throw Invalid($"size_bytes is {manifest.SizeBytes}, and sha256 has {manifest.Sha256.Length} bytes");
        }

        using MemoryStream bytes = new();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            ByteString content = requestStream.Current.Content;
            if (bytes.Length + content.Length > manifest.SizeBytes)
            {
                throw Invalid($"more than size_bytes, {manifest.SizeBytes}, arrived");
            }

            content.WriteTo(bytes);
        }

        ReadOnlyMemory<byte> received = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return manifest.Fits(received.Span) ? Put(manifest, received) : throw Invalid("the content does not match size_bytes and sha256");
    }

    // The newest weights again if nothing came for a while, as a sign of life to the watcher; null if there are none.
    private async Task<PublishedWeights?> NewerOrAgain(long known, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(RepeatInterval);
        try
        {
            return await board.Newer(known, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return board.Latest;
        }
    }

    private WeightManifest Put(WeightManifest manifest, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            WeightSnapshot weights = new(manifest.Version, bytes) { Step = manifest.Step };
            if (!weights.IsFinite())
            {
                throw Invalid("a weight is not finite");
            }

            board.Publish(weights);
            return manifest;
        }
        catch (ArgumentException)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition,
                $"version {manifest.Version} is not above the newest, {board.LatestVersion}"));
        }
        catch (CorruptDataException fault)
        {
            throw Invalid(fault.Message);
        }
    }

    private static RpcException NothingPublished() => new(new Status(StatusCode.NotFound, "no weights were published yet"));

    private static RpcException Invalid(string why) => new(new Status(StatusCode.InvalidArgument, why));
}

/// <summary>Serves the weights of the trainer itself, which nobody else publishes.</summary>
internal sealed class OwnWeightService(ObservableWeightStore board, IHostApplicationLifetime lifetime) : WeightService(board, lifetime)
{
    public override Task<WeightManifest> Publish(IAsyncStreamReader<PublishRequest> requestStream, ServerCallContext context)
        => throw new RpcException(new Status(StatusCode.PermissionDenied, "this trainer serves its own weights and takes none"));
}
