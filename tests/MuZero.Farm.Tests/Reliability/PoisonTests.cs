using MuZero.Errors;
using MuZero.Farm.Redis;
using MuZero.Farm.Tests.Fixtures;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Chaos;
using MuZero.Tests.Shared;

namespace MuZero.Farm.Tests.Reliability;

/// <summary>Episodes that must never be trained on.</summary>
public sealed class PoisonTests(RedisProcess redis, ITestOutputHelper output) : IClassFixture<RedisProcess>
{
    /// <summary>G5: every stored frame has one byte changed.</summary>
    [Fact]
    public void Draw_FramesWithAFlippedByte_AreQuarantinedAndNeverDrawn()
    {
        const ulong Seed = 5;
        int flips = ChaosProfile.Pick(200, 1000);
        RandomStream random = new(Seed);
        using RunOnRedis run = new(redis);
        run.Open();
        for (int i = 1; i <= flips; i++)
        {
            run.Push(i);
            byte[] frame = (byte[])run.Server.Call(database => database.StringGet(run.Keys.Episode($"worker-0/0:{i}")))!;
            frame[random.Next(frame.Length)] ^= (byte)(1 + random.Next(255));
            run.Server.Call(database => database.StringSet(run.Keys.Episode($"worker-0/0:{i}"), frame));
        }

        run.Push(flips + 1);
        List<EpisodeRejection> rejections = [];
        RedisReplay replay = run.Open(rejected: rejections.Add);

        var samples = new ReplaySample[256];
        Assert.True(replay.TrySample(samples, new RandomStream(1)));
        output.WriteLine($"seed {Seed}: {flips} flips, {rejections.Count} quarantined");
        Assert.Equal(flips, rejections.Count);
        Assert.All(samples, sample => Assert.Equal(flips + 1, sample.Episode.Sequence));
        Assert.Equal(flips, run.Server.Call(database => (long)database.Execute("XLEN", (string)run.Keys.Quarantine!)));
        run.AssertConsistent();
    }

    /// <summary>G19: intact bytes with impossible content.</summary>
    [Theory]
    [InlineData("NaN value"), InlineData("policy sum"), InlineData("illegal action"), InlineData("wrong result"),
        InlineData("value out of range")]
    [InlineData("too long"), InlineData("negative priority"), InlineData("wrong mover"), InlineData("wrong end"),
        InlineData("another's name")]
    [InlineData("final value"), InlineData("huge priority"), InlineData("illegal policy"), InlineData("wrong final mover")]
    public void Draw_PoisonEpisode_IsQuarantinedWithItsReason(string poison)
    {
        using RunOnRedis run = new(redis);
        List<EpisodeRejection> rejections = [];
        RedisReplay replay = run.Open(rejected: rejections.Add);
        Episode bad = Poisoned(poison);
        EpisodeSummary summary = EpisodeSummary.Of(bad) with { Sequence = poison == "another's name" ? 9 : 1 };

        Assert.Equal(PushResult.Stored, run.Pusher.Push(EpisodeCodec.Encode(bad), summary));
        run.Push(10);
        var samples = new ReplaySample[64];
        Assert.True(replay.TrySample(samples, new RandomStream(1)));

        EpisodeRejection rejection = Assert.Single(rejections);
        output.WriteLine($"{poison}: {rejection.Reason}");
        Assert.Equal("worker-0/0", rejection.Producer);
        Assert.All(samples, sample => Assert.Equal(10, sample.Episode.Sequence));
        Assert.Equal((1, 1L), (replay.Statistics.Episodes, replay.Rejected));
        run.AssertConsistent();
    }

    [Fact]
    public void Draw_CutEpisode_IsSound()
    {
        using RunOnRedis run = new(redis);
        RedisReplay replay = run.Open(rejected: rejection => Assert.Fail(rejection.Reason));

        run.Push(Cut(finalValue: 0.5f, finalToPlay: 0));

        Assert.True(replay.TrySample(new ReplaySample[1], new RandomStream(1)));
    }

    /// <summary>An entry that no push makes, put into the order by whoever reaches Redis.</summary>
    [Theory]
    [InlineData("garbage", 1.0), InlineData("abc|1|1", 1.0), InlineData("x:77|x|y", 1.0), InlineData("a|b:1|9|9", 1.0),
        InlineData("", 1.0), InlineData("worker-0/0:3|0|900", 1.0), InlineData("worker-0/0:3|-1|900", 1.0),
        InlineData("worker-0/0:03|1|900", 1.0), InlineData(":3|1|900", 1.0), InlineData("worker-0/0:99999999999999999999|1|900", 1.0)]
    [InlineData("worker-9/0:3|1|900", double.PositiveInfinity), InlineData("worker-9/0:3|1|900", 1e17),
        InlineData("worker-9/0:3|1|900", 1.5)]
    public void Follow_EntryThatNoPushMakes_LeavesAndTheRestIsRead(string member, double number)
    {
        using RunOnRedis run = new(redis);
        List<EpisodeRejection> rejections = [];
        RedisReplay replay = run.Open(rejected: rejections.Add);
        run.Push(1);
        run.Server.Call(database => database.SortedSetAdd(run.Keys.Order, member, number));
        run.Push(2);

        replay.Follow();
        run.Push(3);
        RedisReplay reopened = run.Open();

        Assert.Single(rejections);
        Assert.Equal(3, reopened.Statistics.Episodes);
        Assert.Equal(["worker-0/0:1", "worker-0/0:2", "worker-0/0:3"], run.Ids());
        run.AssertConsistent();
    }

    [Fact]
    public void Follow_SomethingElseInAFramesPlace_IsQuarantined()
    {
        using RunOnRedis run = new(redis);
        List<EpisodeRejection> rejections = [];
        RedisReplay replay = run.Open(rejected: rejections.Add);
        run.Push(1);
        run.Server.Call(database => database.KeyDelete(run.Keys.Episode("worker-0/0:1")));
        run.Server.Call(database => database.ListRightPush(run.Keys.Episode("worker-0/0:1"), "x"));
        run.Push(2);

        replay.Follow();

        Assert.Equal("worker-0/0:1", Assert.Single(rejections).Id);
        Assert.Equal(["worker-0/0:2"], run.Ids());
        run.AssertConsistent();
    }

    [Theory]
    [InlineData("a|b", 1, 3), InlineData("", 1, 3), InlineData("worker-0/0", -1, 3), InlineData("worker-0/0", 1, 0),
        InlineData("worker-0/0", 1, -3)]
    public void Push_EntryThatNoTrainerCouldRead_IsRefusedAndNothingIsStored(string producer, long sequence, int positions)
    {
        using RunOnRedis run = new(redis);
        run.Open();
        Episode episode = RunOnRedis.Episode(1);
        EpisodeSummary summary = EpisodeSummary.Of(episode) with { Producer = producer, Sequence = sequence, Positions = positions };

        Assert.Equal(PushResult.Malformed, run.Pusher.Push(EpisodeCodec.Encode(episode), summary));

        Assert.Empty(run.Ids());
        run.AssertConsistent();
    }

    /// <summary>G20.</summary>
    [Fact]
    public void Push_OtherGameOrVersion_IsRefusedAndNothingIsStored()
    {
        using RunOnRedis run = new(redis);
        Assert.Equal(PushResult.NotOpened, run.Push(1));
        RedisReplay replay = run.Open();
        Episode episode = RunOnRedis.Episode(1);

        Assert.Equal(PushResult.OtherGame,
            run.Pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode) with { GameVersion = 99 }));
        Assert.Equal(PushResult.OtherGame,
            run.Pusher.Push(EpisodeCodec.Encode(episode), EpisodeSummary.Of(episode) with { Game = "chess" }));

        Assert.Empty(run.Ids());
        Assert.Throws<IncompatibleException>(() => new RedisReplay(run.Server, run.Keys, new EpisodeWalk(), RunOnRedis.Free));
    }

    /// <summary>G25: weights that are too old.</summary>
    [Fact]
    public void Push_StaleWeights_IsRefused()
    {
        using RunOnRedis run = new(redis);
        RedisReplay replay = run.Open();

        replay.Announce(weightVersion: 100, leastVersion: 90);

        Assert.Equal(PushResult.Stale, run.Push(1)); // its weights are version 1
        Assert.Empty(run.Ids());
    }

    /// <summary>G27.</summary>
    [Fact]
    public void Draw_AnotherTrainerHasOpenedTheRun_IsFencedOff()
    {
        using RunOnRedis run = new(redis);
        RedisReplay first = run.Open();
        run.Push(1);
        Assert.True(first.TrySample(new ReplaySample[1], new RandomStream(1)));

        RedisReplay second = run.Open();

        Assert.Throws<FencedException>(() => first.TrySample(new ReplaySample[1], new RandomStream(1)));
        Assert.Throws<FencedException>(() => first.Announce(5, 0));
        Assert.True(second.TrySample(new ReplaySample[1], new RandomStream(1)));
        Assert.True(second.Epoch > first.Epoch);
    }

    /// <summary>G14.</summary>
    [Fact]
    public void Push_TwiceTheCapacity_OldestLeaveAndNothingIsOrphaned()
    {
        using RunOnRedis run = new(redis);
        RedisReplay replay = run.Open(RunOnRedis.Free with { MaxEpisodes = 300, MaxMebibytes = 1 });
        for (int i = 1; i <= 3_000; i++)
        {
            Assert.Equal(PushResult.Stored, run.Push(i));
        }

        ReplayStatistics statistics = replay.Statistics;
        Assert.Equal((300, 3_000L, 2_700L), (statistics.Episodes, statistics.InsertedEpisodes, statistics.Evicted));
        Assert.Equal(Enumerable.Range(2_701, 300).Select(i => $"worker-0/0:{i}"), run.Ids());
        run.AssertConsistent();
    }

    /// <summary>G17.</summary>
    [Fact]
    public void Decode_RandomAndMutatedFrames_AreRefusedAndNeverCrash()
    {
        const ulong Seed = 17;
        int cases = ChaosProfile.Pick(20_000, 1_000_000);
        RandomStream random = new(Seed);
        byte[][] sound = [.. Enumerable.Range(1, 8).Select(i => EpisodeCodec.Encode(RunOnRedis.Episode(i)))];
        long refused = 0;
        for (int i = 0; i < cases; i++)
        {
            byte[] frame = [.. sound[random.Next(sound.Length)]];
            for (int change = random.Next(8); change >= 0; change--)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            byte[] cut = frame[..random.Next(frame.Length + 1)];
            foreach (byte[] bytes in new[] { frame, cut })
            {
                try
                {
                    EpisodeCodec.Summarize(bytes, RunOnRedis.Game.Spec);
                    EpisodeCodec.Decode(bytes, RunOnRedis.Game);
                }
                catch (Exception fault) when (fault is CorruptDataException or IncompatibleException)
                {
                    refused++;
                }
            }
        }

        output.WriteLine($"seed {Seed}: {2 * cases} frames, {refused} refused");
        Assert.True(refused > cases);
    }

    private static Episode Poisoned(string poison)
    {
        Episode sound = RunOnRedis.Episode(1);
        switch (poison)
        {
            case "NaN value":
                sound.RootValues[2] = float.NaN;
                return sound;
            case "policy sum":
                sound.PolicyWeights[0] += 0.5f;
                return sound;
            case "illegal action":
                sound.Actions[1] = sound.Actions[0];
                return sound;
            case "wrong result":
                sound.Rewards[^1] = -sound.Rewards[^1];
                sound.Rewards[^2] = -sound.Rewards[^2];
                return sound;
            case "value out of range":
                sound.RootValues[0] = 40.0f;
                return sound;
            case "too long":
                return EpisodeMaker.Make(RunOnRedis.Game.Spec, new float[9], new float[9], sequence: 1) is var made ? Renamed(made) : sound;
            case "negative priority":
                sound.Priorities[0] = -1.0f;
                return sound;
            case "huge priority":
                sound.Priorities[0] = 3e38f;
                return sound;
            case "illegal policy":
                sound.PolicyActions[sound.PolicyOffsets[1]] = sound.Actions[0];
                return sound;
            case "final value":
                return Cut(finalValue: 1e6f, finalToPlay: 0);
            case "wrong final mover":
                return Cut(finalValue: 0.5f, finalToPlay: 1);
            case "wrong mover":
                sound.ToPlay[0] = 1;
                return sound;
            case "wrong end":
                return Renamed(EpisodeMaker.Make(RunOnRedis.Game.Spec, new float[2], new float[2], sequence: 1));
            default:
                return sound;
        }
    }

    // Two decisions, after which player 0 would have moved.
    private static Episode Cut(float finalValue, int finalToPlay)
    {
        Episode whole = RunOnRedis.Episode(1);
        int entries = whole.PolicyOffsets[2];
        return new Episode
        {
            Game = whole.Game,
            GameVersion = whole.GameVersion,
            Seed = whole.Seed,
            Producer = whole.Producer,
            Sequence = whole.Sequence,
            Actions = whole.Actions[..2],
            ToPlay = whole.ToPlay[..2],
            Rewards = whole.Rewards[..4],
            RootValues = whole.RootValues[..2],
            PolicyOffsets = whole.PolicyOffsets[..3],
            PolicyActions = whole.PolicyActions[..entries],
            PolicyWeights = whole.PolicyWeights[..entries],
            Truncated = true,
            FinalValue = finalValue,
            FinalToPlay = finalToPlay,
            Observations = whole.Observations[..(2 * RunOnRedis.Game.Spec.Observation.Length)],
        };
    }

    private static Episode Renamed(Episode made) => new()
    {
        Game = made.Game,
        GameVersion = made.GameVersion,
        Seed = 1,
        Producer = "worker-0/0",
        Sequence = made.Sequence,
        Actions = made.Actions,
        ToPlay = made.ToPlay,
        Rewards = made.Rewards,
        RootValues = made.RootValues,
        PolicyOffsets = made.PolicyOffsets,
        PolicyActions = made.PolicyActions,
        PolicyWeights = made.PolicyWeights,
        Observations = made.Observations,
    };
}
