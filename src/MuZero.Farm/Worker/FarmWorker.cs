using Microsoft.Extensions.DependencyInjection;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Telemetry;
using MuZero.Learning;

namespace MuZero.Farm.Worker;

/// <summary>Self-play as a service: joins a run, plays with its newest weights, pushes episodes, and leaves when it is asked to.</summary>
public static class FarmWorker
{
    /// <summary>Plays until cancelled or sent home.</summary>
    /// <exception cref="UserException">The farm refuses this worker, or an actor failed.</exception>
    public static async Task Run(WorkerOptions options, GameCatalog catalog, IBackend backend, Action<string> report,
        CancellationToken stop)
    {
        options = options.Checked(new WorkerOptionsValidator());
        await using FarmServer server = FarmServer.Create(
            options.Service,
            services => services.AddSingleton(options).AddSingleton(catalog).AddSingleton(backend).AddSingleton(report)
                .AddSingleton<FarmMetrics>()
                .AddSingleton(_ => new RedisServer(options.Redis))
                .AddSingleton(_ => new FarmChannel(options.Trainer, options.Service))
                .AddSingleton<SelfPlayRole>()
                .AddHostedService(provider => provider.GetRequiredService<SelfPlayRole>()),
            _ => { });
        await server.Run<SelfPlayRole>("selfplay", stop);
    }
}
