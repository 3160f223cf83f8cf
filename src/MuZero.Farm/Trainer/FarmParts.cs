using Grpc.Core;
using Microsoft.Extensions.Logging;
using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Telemetry;
using MuZero.Farm.Weights;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Records;
using MuZero.Runs;

namespace MuZero.Farm.Trainer;

/// <summary>The trainer's parts outside its process: the replay buffer in Redis, the weight store, and the workers' side of self-play. Connecting takes the run over.</summary>
internal sealed class FarmParts : IDisposable
{
    // Another trainer sees within one draw that it was fenced off; then it has its service to end.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TrainerOptions _options;
    private readonly TrainingSetup _setup;
    private readonly FarmStatusSource _view;
    private readonly ILogger _log;
    private readonly QueuedWeightSink? _sender;
    private IDisposable? _held;
    private IWeightSink? _store;
    private AnnouncingWeightSink? _weights;
    private RedisReplay? _replay;

    /// <summary>Takes nothing yet.</summary>
    /// <param name="options">The weight window and the calls' deadlines.</param>
    /// <param name="setup">The run.</param>
    /// <param name="storage">The way to a weight store in another process; null keeps weights in the run's directory.</param>
    /// <param name="view">Degraded while Redis or the store is unreachable.</param>
    /// <param name="log">The trainer's log.</param>
    public FarmParts(TrainerOptions options, TrainingSetup setup, CallInvoker? storage, FarmStatusSource view, ILogger log)
    {
        (_options, _setup, _view, _log) = (options, setup, view, log);
        _sender = storage is null ? null : new QueuedWeightSink(new RemoteWeightStore(new Wire.Weights.WeightsClient(storage), options.Redis.Timeout), view.Outages);
    }

    /// <summary>The replay buffer; there once connected.</summary>
    public RedisReplay Replay => _replay!;

    /// <summary>The sink of weights; set once connected.</summary>
    public IWeightSink Store => _store!;

    /// <summary>Publishes to the store; there once connected.</summary>
    public AnnouncingWeightSink Weights => _weights!;

    /// <summary>Fences off every other trainer of the run, waits until the last one has left the run's directory, and connects.</summary>
    /// <param name="redis">Redis.</param>
    /// <param name="keys">The run.</param>
    /// <param name="registry">The workers.</param>
    /// <param name="metrics">Count what is rejected.</param>
    /// <param name="learner">The run's learner.</param>
    /// <param name="backend">Builds the evaluation's network.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="UserException">Redis is away, or another process keeps the directory.</exception>
    public RunParts Connect(
        RedisServer redis, RunKeys keys, WorkerRegistry registry, FarmMetrics metrics, ILearner learner, IBackend backend, CancellationToken stop)
    {
        RemoteActors? actors = null;
        _replay = new RedisReplay(redis, keys, _setup.Game, _setup.Options.Replay, arrived: episode => actors?.NoteArrived(episode), rejected: rejection =>
        {
            _log.EpisodeRejected(rejection.Id, rejection.Reason);
            metrics.NoteRejected(rejection.Kind);
            registry.NoteRejected(rejection.Producer);
        });

        // Only now: until it was fenced off another trainer published, recorded and saved in the same directory.
        _held = _setup.Directory.Hold(_patience, stop);
        if (!_setup.Resume && CheckpointStore.List(_setup.Directory.FullPath).Count > 0)
        {
            throw new UserException(ExitCode.RunFailed, $"Another trainer has just saved the first checkpoint of {_setup.Directory.FullPath}. Start this one again: it continues from there.");
        }

        _store = (IWeightSink?)_sender ?? Observable(new FileWeightStore(Path.Combine(_setup.Directory.FullPath, "weights")));
        _weights = new AnnouncingWeightSink(_store, _replay, _options.WeightWindow, _view.Outages);
        actors = new RemoteActors(_replay, registry, _view.Outages);
        return new RunParts(learner, backend, new WaitingReplay(_replay, _view.Outages), _weights, actors);
    }

    private static ObservableWeightStore Observable(FileWeightStore store) => new(store, store.Latest());

    /// <summary>Waits a moment for weights that are still on their way, and leaves the directory to others.</summary>
    public void Dispose()
    {
        _sender?.Dispose();
        _held?.Dispose();
    }
}
