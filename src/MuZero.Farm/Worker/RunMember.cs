using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Telemetry;
using MuZero.Learning;

namespace MuZero.Farm.Worker;

/// <summary>A service that joins a trainer's run and leaves when it is asked to.</summary>
internal static class RunMember
{
    /// <summary>Runs the role until cancelled or sent home.</summary>
    /// <param name="name">The service's name in logs.</param>
    /// <param name="options">Checked ones.</param>
    /// <param name="catalog">The games.</param>
    /// <param name="backend">Builds networks.</param>
    /// <param name="report">Receives lines for the user.</param>
    /// <param name="more">Adds what the role needs beyond the options, the games, the backend, Redis and the trainer's channel.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="UserException">The farm refuses the service, or its work failed.</exception>
    public static async Task Run<TOptions, TRole>(
        string name, TOptions options, GameCatalog catalog, IBackend backend, Action<string> report, Action<IServiceCollection> more,
        CancellationToken stop)
        where TOptions : RunMemberOptions
        where TRole : BackgroundService
    {
        await using FarmServer server = FarmServer.Create(
            options.Service,
            services => more(services.AddSingleton(options).AddSingleton(catalog).AddSingleton(backend).AddSingleton(report)
                .AddSingleton<FarmMetrics>()
                .AddSingleton(_ => new RedisServer(options.Redis))
                .AddSingleton(_ => new FarmChannel(options.Trainer, options.Service))
                .AddSingleton<TRole>()
                .AddHostedService(provider => provider.GetRequiredService<TRole>())),
            _ => { });
        await server.Run<TRole>(name, stop);
    }
}
