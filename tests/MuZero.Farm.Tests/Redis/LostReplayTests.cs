using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Numerics;
using MuZero.Replay;

namespace MuZero.Farm.Tests.Redis;

/// <summary>A Redis that lost the run's data, and one that holds another run's.</summary>
public sealed class LostReplayTests(RedisProcess redis) : IClassFixture<RedisProcess>
{
    [Fact]
    public void Sample_RedisWasFlushed_NamesTheCauseAndGoesOn()
    {
        using RunOnRedis run = new(redis);
        List<string> reports = [];
        RedisReplay replay = new(run.Server, run.Keys, RunOnRedis.Game, RunOnRedis.Free, report: reports.Add);
        Push(run, 1, 5);
        Draw(replay);
        ReplayStatistics before = replay.Statistics;

        run.Server.Call(database => database.Execute("FLUSHALL"));
        Draw(replay);

        Assert.StartsWith("Redis has lost the replay buffer", Assert.Single(reports), StringComparison.Ordinal);
        Assert.Equal((before.InsertedPositions, 0), (replay.Statistics.InsertedPositions, replay.Statistics.Episodes));
        Assert.Equal(PushResult.Stored, run.Push(6));
        replay.Announce(2, 1);
        Draw(replay);
        run.AssertConsistent();
    }

    [Fact]
    public void Announce_RedisWasFlushedAndAnotherTrainerOpenedTheRun_IsFencedOff()
    {
        using RunOnRedis run = new(redis);
        RedisReplay first = run.Open(), second = run.Open();
        Assert.Throws<FencedException>(() => first.Announce(2, 1));

        run.Server.Call(database => database.Execute("FLUSHALL"));
        second.Announce(3, 1);

        Assert.Throws<FencedException>(() => first.Announce(4, 1));
    }

    [Theory]
    [InlineData("a", "a", false, 5)]
    [InlineData("a", "b", false, 0)]
    [InlineData("a", "b", true, 0)]
    [InlineData(null, "b", true, 5)]
    [InlineData(null, "b", false, 0)]
    [InlineData("a", null, false, 5)]
    public void Open_BufferOfAnotherRunOfThisName_BeginsAnewAndSaysSo(string? held, string? id, bool resumed, int episodes)
    {
        using RunOnRedis run = new(redis);
        List<string> reports = [];
        _ = new RedisReplay(run.Server, run.Keys, RunOnRedis.Game, RunOnRedis.Free, run: new RunIdentity(held, false));
        Push(run, 1, 5);

        RedisReplay replay = new(run.Server, run.Keys, RunOnRedis.Game, RunOnRedis.Free, run: new RunIdentity(id, resumed),
            report: reports.Add);

        Assert.Equal(episodes, replay.Statistics.Episodes);
        Assert.Equal(episodes == 0 ? 1 : 0,
            reports.Count(report => report.Contains("held 5 episodes of another run", StringComparison.Ordinal)));
        Assert.Equal(2, replay.Epoch);
        run.AssertConsistent();
    }

    [Theory]
    [InlineData("redis", "redis:6379")]
    [InlineData("127.0.0.1:6380", "127.0.0.1:6380")]
    [InlineData("redis://127.0.0.1:6379", "127.0.0.1:6379")]
    [InlineData("redis://host/0", "host:6379")]
    [InlineData("::1", "[::1]:6379")]
    [InlineData("[::1]:7000", "[::1]:7000")]
    public void Parse_Address_IsUnderstood(string text, string expected) => Assert.Equal(expected, RedisAddress.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(":6379")]
    [InlineData("host:99999")]
    [InlineData("host:0")]
    [InlineData("host:-1")]
    [InlineData("host:abc")]
    [InlineData("a,b=c")]
    [InlineData("a b")]
    [InlineData("http://host:6379")]
    [InlineData("rediss://host:6379")]
    [InlineData("redis://user:secret@host")]
    [InlineData("redis://host/3")]
    [InlineData("redis://host?x=1")]
    [InlineData("unix:/tmp/redis.sock")]
    public void Parse_OtherText_IsRefusedInOneLine(string text)
    {
        UserException fault = Assert.Throws<UserException>(() => RedisAddress.Parse(text));

        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static void Push(RunOnRedis run, int first, int last)
    {
        for (int sequence = first; sequence <= last; sequence++)
        {
            Assert.Equal(PushResult.Stored, run.Push(sequence));
        }
    }

    private static void Draw(RedisReplay replay)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        replay.Sample(new ReplaySample[4], new RandomStream(1), limit.Token);
    }
}
