using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Farm.Registry;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Farm.Wire;
using MuZero.Farm.Worker;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>Many workers that join a trainer at the same moment, as after a rollout. Each has a connection of its own; numbers come from a
/// real Redis.</summary>
public sealed class JoinTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Join_128WorkersAtOnce_AllAreInWithinFiveSecondsAndLiveAnswers()
    {
        int workers = ChaosProfile.Pick(128, 512);
        TimeSpan limit = TimeSpan.FromSeconds(ChaosProfile.Pick(5, 20));
        using RedisProcess redis = new();
        using RedisServer server = redis.Connect();
        RunKeys keys = new("run");
        WorkerRegistry registry = new(
            new RegistryOptions(), new WorkerNumbers(count => RedisReplay.ReserveWorkers(server, keys, count)), TimeProvider.System,
            NullLogger<WorkerRegistry>.Instance);
        await using FarmServer farm = FarmServer.Create(
            new ServiceOptions(),
            services => services.AddSingleton(registry).AddSingleton(new RegistryOptions())
                .AddSingleton(new RunDescription("run", "game", 1, new byte[] { 1 }, ""))
                .AddSingleton<IStatusSource>(new NoProgress()),
            application => application.MapGrpcService<RegistryService>());
        ServiceState state = await farm.Start("test", CancellationToken.None);
        FarmChannel[] channels = [.. Enumerable.Range(0, workers).Select(_ => new FarmChannel(state.Grpc, new ServiceOptions()))];
        WorkerSession[] sessions =
            [.. channels.Select(channel
                => new WorkerSession(new Wire.Registry.RegistryClient(channel.Invoker), TimeSpan.FromSeconds(5), NullLogger.Instance))];
        using CancellationTokenSource joined = new();
        Task<(int Answers, TimeSpan Slowest)> probing = Probe(state.Http + "/healthz/live", joined.Token);

        Stopwatch clock = Stopwatch.StartNew();
        RegisterReply[] replies = await Task.WhenAll(sessions.Select(session => session.Join(CancellationToken.None)));
        TimeSpan elapsed = clock.Elapsed;
        await joined.CancelAsync();
        (int answers, TimeSpan slowest) = await probing;

        Array.ForEach(channels, channel => channel.Dispose());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{workers} workers joined in {elapsed.TotalSeconds:F2} s; /healthz/live answered {answers} times, the slowest after "
                + $"{slowest.TotalMilliseconds:F0} ms"));
        Assert.Equal(Enumerable.Range(0, workers), replies.Select(reply => reply.Index).Order());
        Assert.InRange(elapsed, TimeSpan.Zero, limit);
        Assert.True(answers > 0, "/healthz/live did not answer while workers joined");
    }

    // Probes until it is stopped; every probe must be answered as Kubernetes expects it, within five seconds.
    private static async Task<(int Answers, TimeSpan Slowest)> Probe(string url, CancellationToken stop)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
        int answers = 0;
        TimeSpan slowest = TimeSpan.Zero;
        do
        {
            Stopwatch asked = Stopwatch.StartNew();
            using HttpResponseMessage answer = await http.GetAsync(new Uri(url), CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            slowest = asked.Elapsed > slowest ? asked.Elapsed : slowest;
            answers++;
        }
        while (!stop.IsCancellationRequested);

        return (answers, slowest);
    }

    private sealed class NoProgress : IStatusSource
    {
        public void Describe(FarmStatus status)
        {
        }
    }
}
