using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MuZero.Farm.Hosting;

namespace MuZero.Farm.Weights;

/// <summary>The weight store as a service of its own, outside the trainer.</summary>
public static class FarmStorage
{
    /// <summary>Serves a directory of weights until cancelled.</summary>
    /// <exception cref="Errors.UserException">An address or a file cannot be used.</exception>
    public static async Task Run(ServiceOptions options, string directory, Action<string> report, CancellationToken stop)
    {
        FileWeightStore files = new(directory, report);
        ObservableWeightStore store = new(files, files.Latest());
        await using FarmServer server = FarmServer.Create(
            options,
            services => services.AddSingleton(store)
                .AddSingleton(provider => new StorageRole(provider.GetRequiredService<ServiceStart>(), directory, report))
                .AddHostedService(provider => provider.GetRequiredService<StorageRole>()),
            application => application.MapGrpcService<WeightService>());
        await server.Run<StorageRole>("storage", stop);
    }

    // The gRPC service does the work; the role announces it.
    private sealed class StorageRole(ServiceStart start, string directory, Action<string> report) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            ServiceState state = await start.Listening.WaitAsync(stoppingToken);
            report($"serving the weights of {directory} at {state.Grpc}");
            await start.Announce();
            await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
