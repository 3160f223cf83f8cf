using System.Diagnostics;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Tests.Chaos;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>The promises of an acknowledged push. CHAOS_PROFILE=long makes the long profile.</summary>
public sealed class PushTests(ITestOutputHelper output) : IDisposable
{
    // Under everysec Redis delays its write during a slow fsync, and a kill then loses what it has acknowledged meanwhile.
    private readonly RedisProcess _redis = new("--appendonly", "yes", "--appendfsync", "always");

    public void Dispose() => _redis.Dispose();

    /// <summary>G2.</summary>
    [Fact]
    public void Push_AnswersLost_EachEpisodeIsStoredOnce()
    {
        const ulong Seed = 20261121;
        int pushes = ChaosProfile.Pick(250, 10_000);
        using FaultProxy proxy = new(_redis.Port, Seed) { Toxics = new Toxics { LostAnswers = 0.1 } };
        using RunOnRedis direct = new(_redis);
        RedisReplay replay = direct.Open();
        using RedisServer faulty = new(new RedisOptions { Endpoint = proxy.Endpoint, Timeout = TimeSpan.FromSeconds(1) });
        EpisodePusher pusher = new(faulty, direct.Keys);
        int duplicates = 0, repeated = 0;

        for (int i = 1; i <= pushes; i++)
        {
            var episode = RunOnRedis.Episode(i);
            byte[] frame = EpisodeCodec.Encode(episode);
            for (bool done = false; !done;)
            {
                try
                {
                    duplicates += pusher.Push(frame, EpisodeSummary.Of(episode)) == PushResult.Duplicate ? 1 : 0;
                    done = true;
                }
                catch (RedisUnavailableException)
                {
                    repeated++;
                    Thread.Yield();
                }
            }
        }

        output.WriteLine($"seed {Seed}: {pushes} pushes, {proxy.Connections} connections, {repeated} given up and repeated, {duplicates} "
            + "answered as duplicates");
        Assert.Equal(Enumerable.Range(1, pushes).Select(i => $"worker-0/0:{i}"), direct.Ids());
        Assert.True(duplicates > 0, "no answer was lost after the push had arrived");
        direct.AssertConsistent();
    }

    /// <summary>G3.</summary>
    [Fact]
    public void Push_RedisKilledAndStarted_LosesNothingThatWasAcknowledged()
    {
        using RunOnRedis run = new(_redis);
        RedisReplay replay = run.Open();
        int kills = ChaosProfile.Pick(3, 20);
        List<string> acknowledged = [];
        long sequence = 0;
        double slowest = 0.0;
        for (int kill = 0; kill < kills; kill++)
        {
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal(PushResult.Stored, run.Push(++sequence));
                acknowledged.Add($"worker-0/0:{sequence}");
            }

            _redis.Kill();
            Assert.Throws<RedisUnavailableException>(() => run.Push(sequence + 1));
            _redis.Start();
            Stopwatch back = Stopwatch.StartNew();
            while (!run.Answers())
            {
                Assert.True(back.Elapsed < TimeSpan.FromSeconds(5), "not back after 5 s");
            }

            slowest = Math.Max(slowest, back.Elapsed.TotalSeconds);
        }

        output.WriteLine($"{kills} kills, {acknowledged.Count} acknowledged, back after at most {slowest:F1} s");
        replay.Follow();
        Assert.Empty(acknowledged.Except(run.Ids()));
        Assert.True(replay.TrySample(new ReplaySample[64], new RandomStream(1)));
        run.AssertConsistent();
    }

    /// <summary>G8.</summary>
    [Theory]
    [InlineData("latency"), InlineData("pieces"), InlineData("cuts"), InlineData("down and up")]
    public void Push_BadNetwork_EveryEpisodeArrivesOnce(string fault)
    {
        const ulong Seed = 7;
        using FaultProxy proxy = new(_redis.Port, Seed);
        using RunOnRedis direct = new(_redis);
        RedisReplay replay = direct.Open();
        using RedisServer faulty = new(new RedisOptions { Endpoint = proxy.Endpoint, Timeout = TimeSpan.FromSeconds(1) });
        EpisodePusher pusher = new(faulty, direct.Keys);
        Toxics toxics = fault switch
        {
            "latency" => new Toxics { Latency = TimeSpan.FromMilliseconds(60) },
            "pieces" => new Toxics { PieceBytes = 2 },
            "cuts" => new Toxics(),
            _ => new Toxics { Down = true },
        };
        int given = 0;
        for (int i = 1; i <= 60; i++)
        {
            proxy.Toxics = fault != "down and up" || i % 20 == 10 ? toxics : new Toxics();
            if (fault == "cuts" && i % 7 == 0)
            {
                proxy.CutAll();
            }

            var episode = RunOnRedis.Episode(i);
            for (bool done = false; !done;)
            {
                try
                {
                    pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode));
                    done = true;
                }
                catch (RedisUnavailableException)
                {
                    given++;
                    proxy.Toxics = fault == "down and up" ? new Toxics() : toxics;
                }
            }
        }

        output.WriteLine($"seed {Seed}, {fault}: {proxy.Connections} connections, {given} given up and repeated");
        Assert.Equal(Enumerable.Range(1, 60).Select(i => $"worker-0/0:{i}"), direct.Ids());
        direct.AssertConsistent();
    }
}
