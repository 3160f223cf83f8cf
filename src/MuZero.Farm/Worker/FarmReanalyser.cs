using Microsoft.Extensions.DependencyInjection;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Telemetry;
using MuZero.Learning;

namespace MuZero.Farm.Worker;

/// <summary>Reanalysis as a service: joins a run, searches its episodes again with the newest weights, and leaves when it is asked
/// to.</summary>
public static class FarmReanalyser
{
    /// <summary>Searches until cancelled or sent home.</summary>
    /// <exception cref="UserException">The farm refuses this service, the run does not reanalyse, or a search failed.</exception>
    public static async Task Run(ReanalyserOptions options, GameCatalog catalog, IBackend backend, Action<string> report,
        CancellationToken stop)
    {
        options = options.Checked(new ReanalyserOptionsValidator());
        await using FarmServer server = FarmServer.Create(
            options.Service,
            services => services.AddSingleton(options).AddSingleton(catalog).AddSingleton(backend).AddSingleton(report)
                .AddSingleton<FarmMetrics>().AddSingleton<Outages>()
                .AddSingleton(_ => new RedisServer(options.Redis))
                .AddSingleton(_ => new FarmChannel(options.Trainer, options.Service))
                .AddSingleton<ReanalyserRole>()
                .AddHostedService(provider => provider.GetRequiredService<ReanalyserRole>()),
            _ => { });
        await server.Run<ReanalyserRole>("reanalyse", stop);
    }
}
