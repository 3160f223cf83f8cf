using Grpc.Core;
using MuZero.Farm.Hosting;
using MuZero.Farm.Registry;
using MuZero.Farm.Wire;
using Polly;

namespace MuZero.Farm.Worker;

/// <summary>A worker's lease at the trainer: joins, reports, registers again after the trainer's restart, receives the request to
/// end.</summary>
/// <param name="client">The trainer.</param>
/// <param name="deadline">Of a call.</param>
/// <param name="log">Told while the trainer is away.</param>
/// <param name="reanalyses">True for a worker that searches episodes again and plays none.</param>
internal sealed class WorkerSession(Wire.Registry.RegistryClient client, TimeSpan deadline, ILogger log, bool reanalyses = false)
{
    private readonly ResiliencePipeline<bool> _untilDone = FarmResilience.UntilDone(TimeSpan.FromMilliseconds(200),
        TimeSpan.FromSeconds(2));

    private readonly RegisterRequest _request = new()
    {
        Protocol = RegistryService.Protocol,
        Host = Environment.MachineName,
        Process = Environment.ProcessId,
        Reanalyses = reanalyses,
    };
    private bool _away;

    /// <summary>Joins, waiting as long as it takes for a trainer.</summary>
    /// <exception cref="UserException">The trainer refuses this worker; trying again would not help.</exception>
    public async Task<RegisterReply> Join(CancellationToken cancellation)
    {
        RegisterReply? reply = null;
        await _untilDone.ExecuteAsync(async _ => (reply = await TryJoin()) is not null, cancellation);
        return reply!;
    }

    /// <summary>Reports until the worker is to end; returns the reason, or null if it was cancelled.</summary>
    public async Task<string?> Report(TimeSpan interval, Func<WorkerCounters> counters, CancellationToken cancellation)
    {
        bool isKnown = true;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (!isKnown)
                {
                    await Join(cancellation);
                    isKnown = true;
                    await Task.Delay(interval, cancellation);
                }

                HeartbeatReply reply = await client.HeartbeatAsync(
                    new HeartbeatRequest { Worker = _request.Worker, Counters = counters() }, deadline: DateTime.UtcNow + deadline,
                    cancellationToken: cancellation);
                _away = false;
                if (reply.Suspended.Length > 0)
                {
                    throw new UserException(ExitCode.RunFailed,
                        $"The trainer suspended {_request.Worker}: {reply.Suspended}. Check this machine, and that it runs the same "
                        + "version of the program and the game.");
                }

                if (reply.Drain)
                {
                    return "the trainer needs no more episodes";
                }
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
            {
                isKnown = false;
            }
            catch (RpcException fault) when (!cancellation.IsCancellationRequested)
            {
                ThrowWhereFinal(fault);
                NoteAway(fault);
            }
            catch (Exception fault) when (fault is RpcException or OperationCanceledException)
            {
                break;
            }

            if (isKnown)
            {
                await Task.Delay(interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    /// <summary>Ends the lease; a trainer that is away ends it by itself.</summary>
    public async Task Leave(WorkerCounters counters)
    {
        try
        {
            await client.LeaveAsync(new LeaveRequest { Worker = _request.Worker, Counters = counters },
                deadline: DateTime.UtcNow + TimeSpan.FromSeconds(2));
        }
        catch (RpcException fault)
        {
            log.TrainerAway(fault.Status.Detail);
        }
    }

    private async Task<RegisterReply?> TryJoin()
    {
        try
        {
            // Not cancelled: the trainer may have given a lease already, which would then be unknown here and not be ended.
            RegisterReply reply = await client.RegisterAsync(_request, deadline: DateTime.UtcNow + deadline,
                cancellationToken: CancellationToken.None);
            _request.Worker = reply.Worker;
            _away = false;
            return reply;
        }
        catch (RpcException fault)
        {
            ThrowWhereFinal(fault);
            NoteAway(fault);
            return null;
        }
    }

    private static void ThrowWhereFinal(RpcException fault)
    {
        switch (fault.StatusCode)
        {
            case StatusCode.FailedPrecondition:
                throw new IncompatibleException($"The trainer refuses this worker: {fault.Status.Detail}.");
            case StatusCode.Unauthenticated or StatusCode.PermissionDenied:
                throw new UserException(ExitCode.Usage,
                    $"The trainer refuses this worker's token ({fault.Status.Detail}). Give the worker's token with --token-file.", fault);
            case StatusCode.Unimplemented:
                throw new IncompatibleException(
                    "The server at this address is not a compatible trainer. Give the trainer's gRPC address with --trainer.");
        }
    }

    private void NoteAway(RpcException fault)
    {
        if (!_away)
        {
            log.TrainerAway($"{fault.StatusCode}: {fault.Status.Detail}");
            _away = true;
        }
    }
}
