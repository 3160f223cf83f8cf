using Google.Protobuf;
using Grpc.Core;
using MuZero.Farm.Redis;
using MuZero.Farm.Wire;

namespace MuZero.Farm.Registry;

/// <summary>What a worker is told about the run when it joins.</summary>
/// <param name="Run">The run's name in Redis.</param>
/// <param name="Game">The game's id.</param>
/// <param name="GameVersion">The game's version.</param>
/// <param name="Epoch">The trainer's epoch.</param>
/// <param name="Parameters">The run's params.json.</param>
/// <param name="Storage">Where weights are served; empty for the trainer itself.</param>
public sealed record RunCard(string Run, string Game, int GameVersion, long Epoch, ReadOnlyMemory<byte> Parameters, string Storage);

/// <summary>The registry over gRPC.</summary>
/// <param name="registry">The workers.</param>
/// <param name="card">The run.</param>
/// <param name="options">How often a heartbeat is due.</param>
/// <param name="progress">Fills in how training and replay stand.</param>
public sealed class FarmService(WorkerRegistry registry, RunCard card, RegistryOptions options, IFarmProgress progress) : Wire.Farm.FarmBase
{
    /// <summary>What of the protocol this program speaks. Workers of another number are refused; fields that are added keep it.</summary>
    public const int Protocol = 1;

    /// <inheritdoc/>
    public override Task<RegisterReply> Register(RegisterRequest request, ServerCallContext context)
    {
        if (request.Protocol != Protocol)
        {
            throw Refused($"the worker speaks protocol {request.Protocol} and the trainer {Protocol}; run the same version of the program on both");
        }

        if (request.Game.Length > 0 && (request.Game != card.Game || request.GameVersion != card.GameVersion))
        {
            throw Refused($"the worker plays {request.Game} version {request.GameVersion} and the run is of {card.Game} version {card.GameVersion}");
        }

        try
        {
            return Task.FromResult(Card(registry.Register(request)));
        }
        catch (RedisUnavailableException fault)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, fault.Message));
        }
    }

    /// <inheritdoc/>
    public override Task<HeartbeatReply> Heartbeat(HeartbeatRequest request, ServerCallContext context)
    {
        HeartbeatReply reply = registry.Heartbeat(request)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"{request.Worker} holds no lease; register again"));
        reply.Epoch = card.Epoch;
        return Task.FromResult(reply);
    }

    /// <inheritdoc/>
    public override Task<LeaveReply> Leave(LeaveRequest request, ServerCallContext context)
    {
        registry.Leave(request);
        return Task.FromResult(new LeaveReply());
    }

    /// <inheritdoc/>
    public override Task<DrainReply> Drain(DrainRequest request, ServerCallContext context)
        => Task.FromResult(new DrainReply { Workers = registry.Drain(request.Worker) });

    /// <inheritdoc/>
    public override Task<FarmStatus> Status(StatusRequest request, ServerCallContext context)
    {
        FarmStatus status = new() { Run = card.Run, Game = card.Game, Epoch = card.Epoch };
        status.Workers.AddRange(registry.List());
        progress.Describe(status);
        return Task.FromResult(status);
    }

    private RegisterReply Card((string Worker, int Index) lease) => new()
    {
        Worker = lease.Worker,
        Index = lease.Index,
        Parameters = UnsafeByteOperations.UnsafeWrap(card.Parameters),
        Run = card.Run,
        Epoch = card.Epoch,
        HeartbeatMilliseconds = (int)options.Heartbeat.TotalMilliseconds,
        Storage = card.Storage,
    };

    private static RpcException Refused(string why) => new(new Status(StatusCode.FailedPrecondition, why));
}

/// <summary>Tells how training and replay stand.</summary>
public interface IFarmProgress
{
    /// <summary>Fills in step, iteration, weights, replay, limiter and degradation.</summary>
    void Describe(FarmStatus status);
}
