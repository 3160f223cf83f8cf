using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using MuZero.Agents;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Telemetry;
using MuZero.Learning;
using MuZero.Records;
using MuZero.Results;

namespace MuZero.Farm.Trainer;

/// <summary>Trains until the run ends, then sends the workers home. While the disk is full it pauses, and continues from the newest checkpoint.</summary>
internal sealed class TrainerRole : BackgroundService
{
    private static readonly TimeSpan _diskPause = TimeSpan.FromSeconds(5);

    private readonly TrainerOptions _options;
    private readonly TrainingSetup _setup;
    private readonly IBackend _backend;
    private readonly RedisReplay _replay;
    private readonly AnnouncingWeightSink _weights;
    private readonly EpisodeInbox _inbox;
    private readonly WorkerRegistry _registry;
    private readonly Outages _outages;
    private readonly Observers _observer;
    private readonly ServiceStart _start;
    private RunSummary? _summary;

    // The claim is not used here, but training without it would be wrong.
    public TrainerRole(
        TrainerOptions options, TrainingSetup setup, IBackend backend, RedisReplay replay, RunClaim claim, AnnouncingWeightSink weights, EpisodeInbox inbox,
        WorkerRegistry registry, Outages outages, FarmMetrics metrics, FarmStatusSource status, IRunObserver observer, ServiceStart start)
    {
        ArgumentNullException.ThrowIfNull(claim);
        (_options, _setup, _backend, _replay, _weights, _inbox) = (options, setup, backend, replay, weights, inbox);
        (_registry, _outages, _start) = (registry, outages, start);
        _observer = new Observers(observer, status, metrics, new DiskObserver(outages));
        metrics.ObserveReplay(() => status.Replay, () => status.Deficit);
        metrics.ObserveWorkers(() => registry.Count);
        metrics.ObserveTraining(() => status.Step);
        metrics.ObserveParts(() => outages.Parts);
    }

    /// <summary>The run's end; there once the role has ended without a fault.</summary>
    public RunSummary Summary => _summary ?? throw new InvalidOperationException("The trainer has not ended.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ServiceState state = await _start.Listening.WaitAsync(stoppingToken);
        if (_replay.MaxMebibytes < _setup.Options.Replay.MaxMebibytes)
        {
            _observer.Report(new RunMessage(
                RunMessageKind.Warning,
                $"replay.max_mebibytes is {_setup.Options.Replay.MaxMebibytes}, but Redis's maxmemory leaves room for {_replay.MaxMebibytes} MiB of episodes; "
                + "the oldest leave earlier"));
        }

        _observer.Report(new RunMessage(RunMessageKind.Address, $"serving the farm at {state.Grpc}, metrics at {state.Http}/metrics"));
        await _start.Announce();
        _summary = await Task.Factory.StartNew(() => Train(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!_summary.Interrupted)
        {
            await SendHome();
        }
    }

    private RunSummary Train(CancellationToken stop)
    {
        TrainingSetup setup = _setup;
        while (true)
        {
            try
            {
                return TrainOnce(setup, stop);
            }
            catch (Exception fault) when (DiskSpace.IsLacking(fault))
            {
                _outages.Begin(Outages.Disk, $"no space left under {_setup.Directory.FullPath}; training has paused and continues from the newest checkpoint");
            }

            if (stop.WaitHandle.WaitOne(_diskPause))
            {
                return InterruptedPause();
            }

            setup = _setup with { Resume = HasCheckpoint };
        }
    }

    private bool HasCheckpoint => CheckpointStore.List(_setup.Directory.FullPath).Count > 0;

    // The run stands where its newest checkpoint is: what was learned after it could not be written.
    private RunSummary InterruptedPause()
    {
        Checkpoint? newest = HasCheckpoint ? CheckpointStore.OpenNewestComplete(_setup.Directory.FullPath) : null;
        return new RunSummary(
            newest?.Manifest.Iteration ?? 0, newest?.Manifest.Step ?? 0, "interrupted while the disk was full", Interrupted: true, newest?.FullPath, Last: null);
    }

    private RunSummary TrainOnce(TrainingSetup setup, CancellationToken stop)
    {
        ILearner learner = AgentParts.Of(setup.Game, setup.Options).CreateLearner(_backend);
        RemoteActors actors = new(_replay, _inbox, _registry, _outages);
        using TrainingRun run = new(setup, new RunParts(learner, _backend, new WaitingReplay(_replay, _outages), _weights, actors), _observer);
        return run.Run(stop);
    }

    // A run that has ended needs no workers; one that was interrupted will be back, and they wait for it.
    private async Task SendHome()
    {
        _registry.Drain("");
        for (Stopwatch waited = Stopwatch.StartNew(); _registry.Count > 0 && waited.Elapsed < _options.Farewell;)
        {
            await Task.Delay(50);
        }
    }

    // An iteration was written down, so there is space.
    private sealed class DiskObserver(Outages outages) : IRunObserver
    {
        public RunVerdict IterationEnded(IterationResult result)
        {
            outages.End(Outages.Disk);
            return RunVerdict.Continue;
        }
    }
}
