using System.Globalization;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>G14: a Redis with maxmemory, pushed at far more than it holds.</summary>
public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int MaxMemoryMebibytes = 24;

    private readonly RedisProcess _redis = new("--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory",
        $"{MaxMemoryMebibytes}mb");

    public void Dispose() => _redis.Dispose();

    [Fact]
    public void Push_FarBeyondMaxMemory_TheOldestLeaveBeforeRedisIsFull()
    {
        using RunOnRedis run = new(_redis);
        RedisReplay replay = run.Open(RunOnRedis.Free with { MaxEpisodes = 10_000_000, MaxMebibytes = 1_000 });
        int pushes = ChaosProfile.Pick(60_000, 400_000);
        long most = 0;
        for (int i = 1; i <= pushes; i++)
        {
            Assert.Equal(PushResult.Stored, run.Push(i));
            most = i % 500 == 0 ? Math.Max(most, UsedMemory(run)) : most;
        }

        output.WriteLine(
            $"{pushes} pushes, {replay.Statistics.Episodes} held, used_memory at most {most / 1048576.0:F1} MiB of {MaxMemoryMebibytes}");
        Assert.InRange(most, 1, (long)(0.95 * (MaxMemoryMebibytes << 20)));
        Assert.True(replay.Statistics.Evicted > 0, "nothing had to leave");
        Assert.Equal(pushes, replay.Statistics.Episodes + replay.Statistics.Evicted);
        run.AssertConsistent();
    }

    private static long UsedMemory(RunOnRedis run)
        => long.Parse(((string)run.Server.Call(database => database.Execute("INFO", "memory"))!).Split("used_memory:")[1].Split('\r')[0],
            CultureInfo.InvariantCulture);
}
