using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MuZero.Farm.Hosting;
using MuZero.Networks;

namespace MuZero.Farm.Weights;

/// <summary>The weight store as a service of its own, outside the trainer.</summary>
public static class FarmStorage
{
    /// <summary>Serves a directory of weights until cancelled.</summary>
    /// <param name="options">Addresses, certificate, tokens.</param>
    /// <param name="directory">Holds the weights.</param>
    /// <param name="report">Gets a line when the store is served.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="Errors.UserException">An address or a file cannot be used.</exception>
    public static async Task Run(ServiceOptions options, string directory, Action<string> report, CancellationToken stop)
    {
        FileWeightStore store = new(directory, report);
        ObservableWeightStore board = new(store, store.Latest());
        await using FarmServer server = FarmServer.Create(options, services => services.AddSingleton(board), application => application.MapGrpcService<WeightService>());
        ServiceState state = await server.Start("storage", stop);
        report($"serving the weights of {directory} at {state.Grpc}");
        server.Health.IsReady = true;
        if (options.StateFile is { } file)
        {
            state.Write(file);
        }

        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
