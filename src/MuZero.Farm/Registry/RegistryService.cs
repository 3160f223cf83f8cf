using Google.Protobuf;
using Grpc.Core;
using MuZero.Farm.Redis;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Registry;

/// <summary>The registry over gRPC. No method waits for Redis on a thread of the pool.</summary>
internal sealed class RegistryService(WorkerRegistry registry, RunDescription run, RegistryOptions options, IStatusSource status)
    : Wire.Registry.RegistryBase
{
    /// <summary>The protocol's number. Workers with another number are refused; added fields keep it.</summary>
    public const int Protocol = 1;

    public override async Task<RegisterReply> Register(RegisterRequest request, ServerCallContext context)
    {
        if (request.Protocol != Protocol)
        {
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition,
                $"the worker has protocol {request.Protocol} and the trainer {Protocol}; run the same version of the program on both"));
        }

        try
        {
            return Welcome(await registry.Register(request));
        }
        catch (RedisUnavailableException fault)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, fault.Message));
        }
        catch (UserException fault)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, fault.Message));
        }
    }

    public override Task<HeartbeatReply> Heartbeat(HeartbeatRequest request, ServerCallContext context)
        => Task.FromResult(Noted(() => registry.Heartbeat(request)) ?? throw new RpcException(
            new Status(StatusCode.NotFound, $"{PlainText.Of(request.Worker)} holds no lease; register again")));

    public override Task<LeaveReply> Leave(LeaveRequest request, ServerCallContext context)
    {
        Noted(() =>
        {
            registry.Leave(request);
            return true;
        });
        return Task.FromResult(new LeaveReply());
    }

    public override Task<DrainReply> Drain(DrainRequest request, ServerCallContext context)
        => Task.FromResult(new DrainReply { Workers = registry.Drain(request.Worker) });

    public override Task<FarmStatus> Status(StatusRequest request, ServerCallContext context)
    {
        FarmStatus answer = new() { Run = run.Run, Game = run.Game, Epoch = run.Epoch };
        answer.Workers.AddRange(registry.List());
        status.Describe(answer);
        return Task.FromResult(answer);
    }

    private static T Noted<T>(Func<T> note)
    {
        try
        {
            return note();
        }
        catch (FormatException fault)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, fault.Message));
        }
    }

    private RegisterReply Welcome((string Worker, int Index) lease) => new()
    {
        Worker = lease.Worker,
        Index = lease.Index,
        Parameters = UnsafeByteOperations.UnsafeWrap(run.Parameters),
        Run = run.Run,
        Epoch = run.Epoch,
        HeartbeatMilliseconds = (int)options.Heartbeat.TotalMilliseconds,
        Storage = run.Storage,
    };
}

/// <summary>The state of training and replay, for status requests.</summary>
internal interface IStatusSource
{
    /// <summary>Fills in step, iteration, weights, replay, limiter and outages. Does not wait for anything.</summary>
    void Describe(FarmStatus status);
}

/// <summary>The run as a worker needs it when it joins.</summary>
/// <param name="Run">The run's name in Redis.</param>
/// <param name="Game">The game's id.</param>
/// <param name="Epoch">The trainer's epoch.</param>
/// <param name="Parameters">The run's params.json.</param>
/// <param name="Storage">The address of the weight store; empty if the trainer serves weights itself.</param>
internal sealed record RunDescription(string Run, string Game, long Epoch, ReadOnlyMemory<byte> Parameters, string Storage);
