using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Errors;
using MuZero.Farm.Hosting;
using MuZero.Farm.Trainer;
using MuZero.Farm.Weights;
using MuZero.Files.Safetensors;
using MuZero.Networks;

namespace MuZero.Farm.Tests.Trainer;

/// <summary>Weights on their way to a store in another process.</summary>
public sealed class QueuedWeightSinkTests
{
    private readonly ObservableWeightStore _board = new(new InMemoryWeightStore());
    private readonly Outages _outages = new(NullLogger<Outages>.Instance);

    [Fact]
    public async Task Publish_StoreComesLater_SendsTheNewestAndGoesOn()
    {
        string address = $"127.0.0.1:{FreePort()}";
        using FarmChannel channel = new(address, new ServiceOptions());
        using QueuedWeightSink sink = Sink(channel);

        sink.Publish(Weights(1));
        sink.Publish(Weights(2));
        await Until(() => _outages.Parts.Contains(Outages.Storage));
        await using FarmServer server = Serve(address);
        await server.Start("test", CancellationToken.None);
        await Until(() => _board.LatestVersion == 2);
        await Until(() => _outages.Parts.Count == 0);
        sink.Publish(Weights(3));

        await Until(() => _board.LatestVersion == 3);
    }

    [Fact]
    public async Task Publish_StoreHasNewerWeights_ThrowsFromThenOn()
    {
        string address = $"127.0.0.1:{FreePort()}";
        await using FarmServer server = Serve(address);
        await server.Start("test", CancellationToken.None);
        using FarmChannel channel = new(address, new ServiceOptions());
        using QueuedWeightSink sink = Sink(channel);
        _board.Publish(Weights(5));

        sink.Publish(Weights(4));

        UserException? fault = null;
        await Until(() => (fault = Record.Exception(() => sink.Publish(Weights(4))) as UserException) is not null);
        Assert.Contains("The weight store refuses weights 4", fault!.Message, StringComparison.Ordinal);
    }

    private QueuedWeightSink Sink(FarmChannel channel)
        => new(new RemoteWeightStore(new Wire.Weights.WeightsClient(channel.Invoker), TimeSpan.FromSeconds(5)), _outages);

    private FarmServer Serve(string address) => FarmServer.Create(
        new ServiceOptions { Listen = address }, services
            => services.AddSingleton(_board), application => application.MapGrpcService<WeightService>());

    private static WeightSnapshot Weights(long version) => new(version, new SafetensorsWriter().Add("w", [1], [version]).ToArray());

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds();)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "it did not happen");
            await Task.Delay(10);
        }
    }
}
