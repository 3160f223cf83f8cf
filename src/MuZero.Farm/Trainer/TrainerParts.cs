using Microsoft.Extensions.DependencyInjection;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Telemetry;
using MuZero.Farm.Weights;

namespace MuZero.Farm.Trainer;

/// <summary>The parts of a trainer, from the leaves up: Redis, the run in it, the claim on the run's directory, weights, registry, status,
/// role.</summary>
internal static class TrainerParts
{
    /// <summary>Adds the parts. Nothing connects before the role is made.</summary>
    public static void AddTrainer(this IServiceCollection services, TrainerOptions options, TrainingSetup setup, CancellationToken stop)
    {
        services.AddSingleton(TimeProvider.System).AddSingleton(options).AddSingleton(options.Registry).AddSingleton(setup);
        services.AddSingleton(new RunKeys(Path.GetFileName(setup.Directory.FullPath)));
        services.AddSingleton<FarmMetrics>().AddSingleton<Outages>();
        services.AddSingleton(_ => Redis(options.Redis));
        services.AddSingleton(provider => Numbers(provider.GetRequiredService<RedisServer>(), provider.GetRequiredService<RunKeys>()));
        services.AddSingleton<WorkerRegistry>();
        services.AddSingleton(provider => Replay(provider, setup));
        services.AddSingleton(provider => new RunClaim(setup, provider.GetRequiredService<RedisReplay>(), stop));
        AddWeights(services, options, setup);
        services.AddSingleton(provider => Describe(provider, options, setup));
        services.AddSingleton<FarmStatusSource>();
        services.AddSingleton<IStatusSource>(provider => provider.GetRequiredService<FarmStatusSource>());
        services.AddSingleton<TrainerRole>();
        services.AddHostedService(provider => provider.GetRequiredService<TrainerRole>()).AddHostedService<ReplayMonitor>();
    }

    private static void AddWeights(IServiceCollection services, TrainerOptions options, TrainingSetup setup)
    {
        if (options.Storage is { } address)
        {
            services.AddSingleton(_ => new FarmChannel(address, AsClient(options.Service)));
            services.AddSingleton(provider => new Wire.Weights.WeightsClient(provider.GetRequiredService<FarmChannel>().Invoker));
            services.AddSingleton(provider
                => new RemoteWeightStore(provider.GetRequiredService<Wire.Weights.WeightsClient>(), options.Redis.Timeout));
            services.AddSingleton<QueuedWeightSink>();
            services.AddSingleton<IWeightSink>(provider => provider.GetRequiredService<QueuedWeightSink>());
        }
        else
        {
            services.AddSingleton(provider
                => InDirectory(provider.GetRequiredService<RunClaim>(), Path.Combine(setup.Directory.FullPath, "weights")));
            services.AddSingleton<IWeightSink>(provider => provider.GetRequiredService<ObservableWeightStore>());
        }

        services.AddSingleton<AnnouncingWeightSink>();
    }

    private static RedisServer Redis(RedisOptions options)
    {
        RedisServer redis = new(options);
        redis.RequireNoEviction();
        return redis;
    }

    private static WorkerNumbers Numbers(RedisServer redis, RunKeys keys) => new(count => RedisReplay.ReserveWorkers(redis, keys, count));

    private static RedisReplay Replay(IServiceProvider provider, TrainingSetup setup)
    {
        ILogger<RedisReplay> log = provider.GetRequiredService<ILogger<RedisReplay>>();
        FarmMetrics metrics = provider.GetRequiredService<FarmMetrics>();
        WorkerRegistry registry = provider.GetRequiredService<WorkerRegistry>();
        return new RedisReplay(
            provider.GetRequiredService<RedisServer>(), provider.GetRequiredService<RunKeys>(), setup.Game, setup.Options.Replay,
            rejection =>
            {
                log.EpisodeRejected(PlainText.Of(rejection.Id), rejection.Reason);
                metrics.NoteRejected(rejection.Kind);
                registry.NoteRejected(rejection.Producer);
            },
            new RunIdentity(setup.Directory.ReadId(), setup.Resume), log.ReplayBeganAnew,
            reanalyses: setup.Options.Reanalyse.Ratio > 0.0);
    }

    // The claim comes first: until then another trainer may write to the directory.
    private static ObservableWeightStore InDirectory(RunClaim claim, string directory)
    {
        ArgumentNullException.ThrowIfNull(claim);
        FileWeightStore store = new(directory);
        return new ObservableWeightStore(store, store.Latest());
    }

    private static RunDescription Describe(IServiceProvider provider, TrainerOptions options, TrainingSetup setup) => new(
        provider.GetRequiredService<RunKeys>().Run, setup.Game.Spec.Id, provider.GetRequiredService<RedisReplay>().Epoch,
        setup.Parameters.Write(),
        options.Storage ?? "");

    // A trainer without a token of its own shows the one that it accepts from trainers.
    private static ServiceOptions AsClient(ServiceOptions options)
        => options.TokenFile is null && options.TokenDirectory is { } directory
            ? options with { TokenFile = Path.Combine(directory, "trainer") }
            : options;
}
