using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Weights;
using MuZero.Farm.Wire;
using MuZero.Farm.Worker;
using MuZero.Files.Safetensors;
using MuZero.Networks;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>G8 on each of a worker's links: to Redis, to the registry, to the weights.</summary>
public sealed class LinkTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(40);

    private readonly ObservableWeightStore _board = new(new InMemoryWeightStore());
    private readonly WorkerRegistry _registry = new(new RegistryOptions(), new WorkerNumbers(_ => Task.FromResult(0L)), TimeProvider.System,
        NullLogger<WorkerRegistry>.Instance);
    private readonly CancellationTokenSource _stop = new();
    private readonly MuZero.Tests.Shared.ScratchDirectory _scratch = new();
    private FarmServer _server = null!;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        _server = FarmServer.Create(new ServiceOptions(), services => services
            .AddSingleton(_board).AddSingleton(_registry).AddSingleton(new RegistryOptions())
                .AddSingleton(new RunDescription("run", "game", 1, new byte[] { 1 }, ""))
            .AddSingleton<IStatusSource>(new NoProgress()), application =>
            {
                application.MapGrpcService<WeightService>();
                application.MapGrpcService<RegistryService>();
            });
        _port = new Uri((await _server.Start("test", CancellationToken.None)).Grpc).Port;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    public void Dispose()
    {
        _stop.Dispose();
        _scratch.Dispose();
    }

    /// <summary>A worker whose farm is unreachable retries each link at most once a second, after ten seconds.</summary>
    [Fact]
    public async Task EveryLink_FarmUnreachable_RetriesAtMostOnceASecond()
    {
        TimeSpan counted = TimeSpan.FromSeconds(ChaosProfile.Pick(10, 60));
        using RedisProcess redis = new();
        using FaultProxy toRedis = new(redis.Port, seed: 1), toFarm = new(_port, seed: 2), toWeights = new(_port, seed: 3);
        using RunOnRedis direct = new(redis);
        RedisReplay replay = direct.Open();
        using RedisServer server = new(new RedisOptions { Endpoint = toRedis.Endpoint, Timeout = TimeSpan.FromSeconds(1) });
        using EpisodeOutbox outbox = new(new EpisodePusher(server, direct.Keys).Push, new EpisodeSpool(_scratch["spool"], 1 << 20),
            RunOnRedis.Game.Spec);
        outbox.Start();
        using FarmChannel farm = new("http://" + toFarm.Endpoint, new ServiceOptions()),
            weights = new("http://" + toWeights.Endpoint, new ServiceOptions());
        WorkerSession session = new(new Wire.Registry.RegistryClient(farm.Invoker), TimeSpan.FromSeconds(5), NullLogger.Instance);
        WeightFollower follower = new(new Wire.Weights.WeightsClient(weights.Invoker), NullLogger.Instance);
        await session.Join(_stop.Token);
        _board.Publish(Weights(1));
        Task[] running = [session.Report(TimeSpan.FromSeconds(2), () => new WorkerCounters(), _stop.Token), follower.Run(_stop.Token)];
        await Until(() => follower.LatestVersion == 1);
        outbox.Deliver(RunOnRedis.Episode(1), CancellationToken.None);
        await Until(() => outbox.Statistics.Stored == 1);

        FaultProxy[] proxies = [toRedis, toFarm, toWeights];
        Array.ForEach(proxies, proxy => proxy.Toxics = new Toxics { Down = true });
        outbox.Deliver(RunOnRedis.Episode(2), CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(10));
        int[] before = Array.ConvertAll(proxies, proxy => proxy.Connections);
        await Task.Delay(counted);
        double[] rates = [.. proxies.Select((proxy, i) => (proxy.Connections - before[i]) / counted.TotalSeconds)];
        Array.ForEach(proxies, proxy => proxy.Toxics = new Toxics());
        _board.Publish(Weights(2));
        Stopwatch back = Stopwatch.StartNew();
        await Until(() => outbox.Statistics.Stored == 2 && follower.LatestVersion == 2 && _registry.Count == 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"connections a second while the farm is gone: Redis {rates[0]:F1}, registry {rates[1]:F1}, weights {rates[2]:F1}; all back "
                + $"after {back.Elapsed.TotalSeconds:F1} s"));
        await _stop.CancelAsync();
        await Task.WhenAll(running);

        // One attempt at the border of the interval.
        Assert.All(rates, rate => Assert.InRange(rate, 0.1, 1.0 + (1.0 / counted.TotalSeconds)));
        Assert.InRange(back.Elapsed.TotalSeconds, 0.0, 5.0);
    }

    /// <summary>Heartbeats and weights pass through a bad network; no lease ends and no version is missed for good.</summary>
    [Theory]
    [InlineData("latency"), InlineData("pieces"), InlineData("reset after some bytes"), InlineData("cuts")]
    public async Task Grpc_BadNetwork_LeaseAndWeightsCarryOn(string fault)
    {
        const ulong Seed = 8;
        TimeSpan length = TimeSpan.FromSeconds(ChaosProfile.Pick(3, 30));
        using FaultProxy proxy = new(_port, Seed)
        {
            Toxics = fault switch
            {
                "latency" => new Toxics { Latency = TimeSpan.FromMilliseconds(300) },
                "pieces" => new Toxics { PieceBytes = 50 },
                "reset after some bytes" => new Toxics { CutAfterBytes = 300_000 },
                _ => new Toxics(),
            },
        };
        using FarmChannel channel = new("http://" + proxy.Endpoint, new ServiceOptions());
        WorkerSession session = new(new Wire.Registry.RegistryClient(channel.Invoker), TimeSpan.FromSeconds(5), NullLogger.Instance);
        WeightFollower follower = new(new Wire.Weights.WeightsClient(channel.Invoker), NullLogger.Instance);
        await session.Join(_stop.Token);
        Task[] running = [session.Report(TimeSpan.FromMilliseconds(500), () => new WorkerCounters(), _stop.Token),
            follower.Run(_stop.Token)];
        long version = 0;
        for (Stopwatch since = Stopwatch.StartNew(); since.Elapsed < length;)
        {
            _board.Publish(Weights(++version));
            await Until(() => follower.LatestVersion == version);
            Assert.Equal(_board.Latest!.Bytes.ToArray(), follower.Latest()!.Bytes.ToArray());
            if (fault == "cuts")
            {
                proxy.CutAll();
            }
        }

        Assert.Equal(1, _registry.Count);
        output.WriteLine($"seed {Seed}, {fault}: {version} versions over {proxy.Connections} connections");
        await _stop.CancelAsync();
        await Task.WhenAll(running);
    }

    private static WeightSnapshot Weights(long version)
    {
        float[] numbers = new float[100_000];
        Array.Fill(numbers, version);
        return new WeightSnapshot(version, new SafetensorsWriter().Add("w", [numbers.Length], numbers).ToArray());
    }

    private static async Task Until(Func<bool> holds)
    {
        for (Stopwatch waited = Stopwatch.StartNew(); !holds(); await Task.Delay(5))
        {
            Assert.True(waited.Elapsed < _limit, "waited in vain");
        }
    }

    private sealed class NoProgress : IStatusSource
    {
        public void Describe(FarmStatus status)
        {
        }
    }
}
