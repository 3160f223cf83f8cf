using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MuZero.Agents;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Telemetry;
using MuZero.Farm.Weights;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Runs;

namespace MuZero.Farm.Trainer;

/// <summary>The trainer as a service: the same <see cref="TrainingRun"/> as on one machine, over a replay buffer in Redis, serving weights and the
/// registry of workers.</summary>
public static class FarmTrainer
{
    /// <summary>Trains until a stop criterion is met or the token is cancelled.</summary>
    /// <param name="options">How the farm is served.</param>
    /// <param name="setup">The run; resumed if its directory holds a checkpoint.</param>
    /// <param name="backend">Makes the learner.</param>
    /// <param name="observer">Receives each iteration.</param>
    /// <param name="stop">Ends training with a checkpoint.</param>
    /// <exception cref="Errors.UserException">What failed and what to do.</exception>
    public static async Task<RunSummary> Run(TrainerOptions options, TrainingSetup setup, IBackend backend, IRunObserver observer, CancellationToken stop)
    {
        using RedisServer redis = new(options.Checked(new TrainerOptionsValidator()).Redis);
        redis.RequireNoEviction();
        RunKeys keys = new(Path.GetFileName(setup.Directory.FullPath));
        using FarmMetrics metrics = new();
        using FarmChannel? storage = options.Storage is { } address ? new FarmChannel(address, AsClient(options.Service)) : null;
        using ILoggerFactory logs = LoggerFactory.Create(logging => FarmServer.ConfigureLogging(logging, options.Service.LogLevel));
        ILogger log = logs.CreateLogger("trainer");
        FarmStatusSource view = new(setup, new Outages(log));
        WorkerRegistry registry = new(
            options.Registry, new WorkerNumbers(count => RedisReplay.ReserveWorkers(redis, keys, count)), TimeProvider.System, logs.CreateLogger<WorkerRegistry>());
        using FarmParts parts = new(options, setup, storage?.Invoker, view, log);
        ILearner learner = new AgentBlueprint(setup.Game, setup.Options, backend).CreateLearner();
        using TrainingRun run = new(
            setup, parts.Connect(redis, keys, registry, metrics, learner, backend, stop), new Observers(observer, view, metrics));
        (RedisReplay replay, IWeightSink store) = (parts.Replay, parts.Store);
        if (replay.MaxMebibytes < setup.Options.Replay.MaxMebibytes)
        {
            observer.Report(new RunMessage(
                RunMessageKind.Warning,
                $"replay.max_mebibytes is {setup.Options.Replay.MaxMebibytes}, but Redis's maxmemory leaves room for {replay.MaxMebibytes} MiB of episodes; the oldest leave earlier"));
        }

        using ReplayMonitor monitor = new(replay);
        view.Attach(monitor, parts.Weights);
        metrics.ObserveReplay(() => view.Replay, () => view.Deficit);
        metrics.ObserveWorkers(() => registry.Count);
        metrics.ObserveTraining(() => view.Step);
        metrics.ObserveParts(() => view.Outages.Parts);
        RunDescription description = new(
            keys.Run, setup.Game.Spec.Id, replay.Epoch, setup.Parameters.Write(), options.Storage ?? "");
        await using FarmServer server = FarmServer.Create(options.Service, services =>
        {
            services.AddSingleton(registry).AddSingleton(description).AddSingleton(options.Registry).AddSingleton<IStatusSource>(view);
            if (store is ObservableWeightStore board)
            {
                services.AddSingleton(board);
            }
        }, application =>
        {
            application.MapGrpcService<RegistryService>();
            if (store is ObservableWeightStore)
            {
                application.MapGrpcService<WeightService>();
            }
        });
        ServiceState state = await server.Start("trainer", stop);
        observer.Report(new RunMessage(RunMessageKind.Address, $"serving the farm at {state.Grpc}, metrics at {state.Http}/metrics"));
        server.Health.IsReady = true;
        if (options.Service.StateFile is { } file)
        {
            state.Write(file);
        }

        RunSummary summary = await Task.Factory.StartNew(() => run.Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!summary.Interrupted)
        {
            await SendHome(registry, options.Farewell);
        }

        return summary;
    }

    // A trainer without a token of its own shows the one that it accepts from trainers.
    private static ServiceOptions AsClient(ServiceOptions options)
        => options.TokenFile is null && options.TokenDirectory is { } directory ? options with { TokenFile = Path.Combine(directory, "trainer") } : options;

    // A run that has ended needs no workers; one that was interrupted will be back, and they wait for it.
    private static async Task SendHome(WorkerRegistry registry, TimeSpan limit)
    {
        registry.Drain("");
        for (Stopwatch waited = Stopwatch.StartNew(); registry.Count > 0 && waited.Elapsed < limit;)
        {
            await Task.Delay(50);
        }
    }
}
