using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using MuZero.Agents;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Telemetry;
using MuZero.Learning;
using MuZero.Records;

namespace MuZero.Farm.Trainer;

/// <summary>Trains until the run ends, then sends the workers home. While the disk is full it pauses, and continues from the newest
/// checkpoint.</summary>
internal sealed class TrainerRole(
    TrainerOptions options, TrainingSetup setup, IBackend backend, RedisReplay replay, RunClaim claim, AnnouncingWeightSink weights,
    WorkerRegistry registry, Outages outages, FarmMetrics metrics, FarmStatusSource status, IRunObserver observer, ServiceStart start)
        : BackgroundService
{
    private static readonly TimeSpan _diskPause = TimeSpan.FromSeconds(5);

    private readonly Observers _observer = new(observer, status, metrics);
    private RunSummary? _summary;

    /// <summary>The run's end; there once the role has ended without a fault.</summary>
    public RunSummary Summary => _summary ?? throw new InvalidOperationException("The trainer has not ended.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nothing else uses the claim, but training without it would be wrong.
        ArgumentNullException.ThrowIfNull(claim);
        metrics.ObserveReplay(() => status.Replay, () => status.Deficit);
        metrics.ObserveWorkers(() => registry.Players, () => registry.Reanalysers);
        metrics.ObserveTraining(() => status.Step);
        metrics.ObserveParts(() => outages.Parts);
        ServiceState state = await start.Listening.WaitAsync(stoppingToken);
        if (replay.MaxMebibytes < setup.Options.Replay.MaxMebibytes)
        {
            _observer.Report(new RunMessage(
                RunMessageKind.Warning,
                $"replay.max_mebibytes is {setup.Options.Replay.MaxMebibytes}, but Redis's maxmemory leaves room for "
                    + $"{replay.MaxMebibytes} MiB of episodes; "
                + "the oldest leave earlier"));
        }

        _observer.Report(new RunMessage(RunMessageKind.Address, $"serving the farm at {state.Grpc}, metrics at {state.Http}/metrics"));
        await start.Announce();
        _summary = await Task.Factory.StartNew(() => Train(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (_summary.WasFinished)
        {
            await StayUp(stoppingToken);
        }
        else if (!_summary.Interrupted)
        {
            await SendHome();
        }
    }

    private RunSummary Train(CancellationToken stop)
    {
        TrainingSetup next = setup;
        while (true)
        {
            try
            {
                return TrainOnce(next, stop);
            }
            catch (Exception fault) when (DiskSpace.IsLacking(fault))
            {
                outages.Begin(Outages.Disk,
                    $"no space left under {setup.Directory.FullPath}; training has paused and continues from the newest checkpoint");
            }

            if (stop.WaitHandle.WaitOne(_diskPause))
            {
                return InterruptedPause();
            }

            next = setup with { Resume = setup.Directory.HasCheckpoint };
        }
    }

    // The run continues from its newest checkpoint: what was learned after it could not be written.
    private RunSummary InterruptedPause()
    {
        Checkpoint? newest = setup.Directory.HasCheckpoint ? CheckpointStore.OpenNewestComplete(setup.Directory.FullPath) : null;
        return new RunSummary(
            newest?.Manifest.Iteration ?? 0, newest?.Manifest.Step ?? 0, "interrupted while the disk was full", Interrupted: true,
            newest?.FullPath, Last: null);
    }

    private RunSummary TrainOnce(TrainingSetup next, CancellationToken stop)
    {
        ILearner learner = AgentParts.Of(next.Game, next.Options).CreateLearner(backend);
        RemoteActors actors = new(replay, registry, outages);
        RunParts parts = new(learner, backend, new WaitingReplay(replay, outages), weights, actors);
        if (next.Options.Reanalyse.Ratio > 0.0)
        {
            ServiceReanalysis reanalysis = new(parts.Replay, registry, () => weights.PublishedVersion);
            parts = parts with { Replay = reanalysis.Replay, Reanalysis = reanalysis };
        }

        using TrainingRun run = new(next, parts, _observer);
        return run.Run(stop);
    }

    // A supervisor would restart this service forever if it ended at once.
    private async Task StayUp(CancellationToken stop)
    {
        _observer.Report(new RunMessage(
            RunMessageKind.Choice,
            $"The run is finished: {_summary!.Reason}. This service stays up and trains nothing; a higher --stop continues the run."));
        while (!stop.IsCancellationRequested)
        {
            registry.Drain("");
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A run that has ended needs no workers; one that was interrupted will be back, and they wait for it.
    private async Task SendHome()
    {
        registry.Drain("");
        for (Stopwatch waited = Stopwatch.StartNew(); registry.Count > 0 && waited.Elapsed < options.Farewell;)
        {
            await Task.Delay(50);
        }
    }
}
