using System.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>Calls to a Redis that hangs. No other test runs at the same time, because the threads of the process are counted.</summary>
[Collection(Alone)]
public sealed class StoppedRedisTests(ITestOutputHelper output) : IDisposable
{
    internal const string Alone = "threads of the process";

    private readonly RedisProcess _redis = new("--appendonly", "yes", "--appendfsync", "always");

    public void Dispose() => _redis.Dispose();

    /// <summary>G7.</summary>
    [Fact]
    public void Call_RedisStopped_EndsByItsDeadlineAndComesBack()
    {
        TimeSpan deadline = TimeSpan.FromSeconds(1);
        using RedisServer server = _redis.Connect(deadline);
        using RunOnRedis run = new(_redis, server);
        RedisReplay replay = run.Open();
        run.Push(1);
        int threads = Process.GetCurrentProcess().Threads.Count;
        Signal("STOP");

        double slowest = 0.0;
        for (int i = 0; i < 3; i++)
        {
            Stopwatch call = Stopwatch.StartNew();
            Assert.Throws<RedisUnavailableException>(() => run.Push(2));
            slowest = Math.Max(slowest, call.Elapsed.TotalSeconds);
        }

        Signal("CONT");
        Stopwatch back = Stopwatch.StartNew();
        while (!run.Answers())
        {
            Assert.True(back.Elapsed < TimeSpan.FromSeconds(5), "not back after 5 s");
        }

        int more = Process.GetCurrentProcess().Threads.Count - threads;
        output.WriteLine($"slowest call {slowest:F2} s, back after {back.Elapsed.TotalSeconds:F1} s, {more} threads more");
        Assert.InRange(slowest, 0.0, 2.0 * deadline.TotalSeconds);
        Assert.InRange(more, -100, 10);
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, $"{_redis.ProcessId}"]);
        kill.WaitForExit();
    }
}

/// <summary>Tests that run alone.</summary>
[CollectionDefinition(StoppedRedisTests.Alone, DisableParallelization = true)]
public sealed class AloneTests;
