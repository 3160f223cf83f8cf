using Google.Protobuf;
using Grpc.Core;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Weights;

/// <summary>A weight store in another process, as the trainer uses it: publishes over gRPC.</summary>
internal sealed class RemoteWeightStore(Wire.Weights.WeightsClient client, TimeSpan deadline) : IWeightSink
{
    private long _sent = -1; // the version that was published last

    /// <inheritdoc/>
    public long LatestVersion
    {
        get
        {
            try
            {
                return Math.Max(Volatile.Read(ref _sent), client.Latest(new LatestRequest(), deadline: End).Version);
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
            {
                return -1;
            }
            catch (RpcException fault)
            {
                throw Unreachable(fault);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UserException">The store cannot be reached or refuses.</exception>
    public void Publish(WeightSnapshot weights) => PublishAsync(weights).GetAwaiter().GetResult();

    /// <summary>As <see cref="Publish"/>, without a thread that waits.</summary>
    public async Task PublishAsync(WeightSnapshot weights)
    {
        try
        {
            await Send(weights);
            Volatile.Write(ref _sent, weights.Version);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.FailedPrecondition)
        {
            throw new ArgumentException(fault.Status.Detail, nameof(weights), fault);
        }
        catch (RpcException fault)
        {
            throw Unreachable(fault);
        }
    }

    private DateTime End => DateTime.UtcNow + deadline;

    private async Task Send(WeightSnapshot weights)
    {
        using AsyncClientStreamingCall<PublishRequest, WeightManifest> call = client.Publish(deadline: End);
        try
        {
            await Write(call.RequestStream, weights);
        }
        catch (Exception fault) when (fault is RpcException or InvalidOperationException)
        {
            // The store answered before it had read everything; its answer is the reason.
        }

        await call.ResponseAsync;
    }

    private static async Task Write(IClientStreamWriter<PublishRequest> stream, WeightSnapshot weights)
    {
        await stream.WriteAsync(new PublishRequest { Manifest = WeightManifests.Of(weights) });
        for (int offset = 0; offset < weights.Bytes.Length; offset += WeightManifests.ChunkBytes)
        {
            ReadOnlyMemory<byte> part = weights.Bytes.Slice(offset, Math.Min(WeightManifests.ChunkBytes, weights.Bytes.Length - offset));
            await stream.WriteAsync(new PublishRequest { Content = UnsafeByteOperations.UnsafeWrap(part) });
        }

        await stream.CompleteAsync();
    }

    private static UserException Unreachable(RpcException fault)
        => new(ExitCode.Unreachable,
            $"The weight store cannot be used ({fault.StatusCode}: {fault.Status.Detail}). Start it with muzero storage, or leave out "
            + "--storage.", fault);
}
