using MuZero.Core.Tests.Contracts;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Replay;

public class InMemoryReplayTests : ReplayContract
{
    private static readonly ReplayOptions _options = new()
    {
        MaxEpisodes = 60,
        PriorityExponent = 0.6,
        SamplesPerInsert = 2,
        MinPositions = 20,
        ErrorBuffer = 100
    };

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    public void Load_OfSave_GoesOnExactly(double exponent)
    {
        // 400 episodes are 2,000 positions: the sampler has grown and gone round.
        ReplayOptions options = _options with { PriorityExponent = exponent, MaxEpisodes = 400 };
        InMemoryReplay original = Played(options, episodes: 700, out RandomStream random);
        var restored = new InMemoryReplay(options, Game.Spec);
        restored.TryDeliver(EpisodeMaker.Play(Game, 99));

        restored.Load(new MemoryStream(Saved(original)), Game);

        Assert.Equal(original.Statistics, restored.Statistics);
        var other = new RandomStream(0) { State = random.State };
        for (int step = 0; step < 200; step++)
        {
            Assert.Equal(Step(original, random, step), Step(restored, other, step));
            Assert.Equal(original.Statistics, restored.Statistics);
        }

        Assert.Equal(Saved(original), Saved(restored));
    }

    [Fact]
    public void Load_OfSave_RestoresEpisodesWhole()
    {
        var replay = new InMemoryReplay(Free, Game.Spec);
        Episode episode = EpisodeMaker.Play(Game, 5, sequence: 12);
        replay.TryDeliver(episode);
        var restored = new InMemoryReplay(Free, Game.Spec);

        restored.Load(new MemoryStream(Saved(replay)), Game);

        var samples = new ReplaySample[1];
        restored.TrySample(samples, new RandomStream(1));
        Assert.Equivalent(episode, samples[0].Episode, strict: true);
    }

    [Fact]
    public void Load_MoreSlotsThanPositionsNeed_DrawsTheSame()
    {
        // 204 episodes are 1,020 positions; an episode comes before one leaves, so the sampler grew to 2,048 slots.
        ReplayOptions options = Free with { PriorityExponent = 1, MaxEpisodes = 204 };
        InMemoryReplay original = Played(options, episodes: 700, out _);
        var restored = new InMemoryReplay(options, Game.Spec);
        restored.Load(new MemoryStream(Saved(original)), Game);
        var (expected, actual) = (new ReplaySample[64], new ReplaySample[64]);

        original.TrySample(expected, new RandomStream(5));
        restored.TrySample(actual, new RandomStream(5));

        Assert.Equal(expected.Select(sample => sample.Key), actual.Select(sample => sample.Key));
    }

    [Fact]
    public void Load_LargestPriorityNoLongerHeld_StillStartsNewPositions()
    {
        ReplayOptions options = Free with { PriorityExponent = 1 };
        var replay = new InMemoryReplay(options, Game.Spec);
        replay.TryDeliver(EpisodeMaker.Play(Game, 1));
        PositionKey[] keys = [.. Enumerable.Range(0, 5).Select(position => new PositionKey(0, position))];
        replay.UpdatePriorities(keys, [9, 0, 0, 0, 0]);
        replay.UpdatePriorities(keys, [3, 0, 0, 0, 0]);
        var restored = new InMemoryReplay(options, Game.Spec);

        restored.Load(new MemoryStream(Saved(replay)), Game);
        restored.TryDeliver(EpisodeMaker.Make(Game.Spec, new float[1], new float[1]));

        var samples = new ReplaySample[32];
        restored.TrySample(samples, new RandomStream(1));
        Assert.All(samples,
            sample => Assert.Equal(((sample.Key.Episode == 0 ? 3 : 9) + PrioritizedSampler.Epsilon) / (12
            + (6 * PrioritizedSampler.Epsilon)), sample.Probability, 1e-9));
    }

    [Fact]
    public void Load_OfSaveOfEmpty_IsEmpty()
    {
        var restored = new InMemoryReplay(_options, Game.Spec);
        restored.TryDeliver(EpisodeMaker.Play(Game, 5));

        restored.Load(new MemoryStream(Saved(new InMemoryReplay(_options, Game.Spec))), Game);

        Assert.Equal(default, restored.Statistics);
    }

    [Fact]
    public void Load_TighterBounds_OldestLeave()
    {
        InMemoryReplay original = Played(_options, episodes: 70, out _);
        var restored = new InMemoryReplay(_options with { MaxEpisodes = 7 }, Game.Spec);

        restored.Load(new MemoryStream(Saved(original)), Game);

        Assert.Equal((7, 35L, 70L, 63L),
            (restored.Statistics.Episodes, restored.Statistics.Positions, restored.Statistics.InsertedEpisodes,
            restored.Statistics.Evicted));
    }

    [Fact]
    public void Load_AnyByteChangedOrMissing_IsRefusedAndKeepsTheBuffer()
    {
        byte[] saved = Saved(Played(_options, episodes: 3, out _));
        var replay = new InMemoryReplay(_options, Game.Spec);
        replay.TryDeliver(EpisodeMaker.Play(Game, 1));
        ReplayStatistics before = replay.Statistics;

        for (int i = 0; i < saved.Length; i++)
        {
            Assert.Throws<CorruptDataException>(() => replay.Load(new MemoryStream(saved, 0, i), Game));
            byte[] damaged = [.. saved];
            damaged[i] ^= 0x40;
            var refusal = Assert.ThrowsAny<UserException>(() => replay.Load(new MemoryStream(damaged), Game));
            Assert.True(refusal is CorruptDataException or IncompatibleException, $"byte {i}: {refusal}");
        }

        Assert.Equal(before, replay.Statistics);
    }

    [Fact]
    public void Load_OtherGame_IsIncompatible()
    {
        byte[] saved = Saved(Played(_options, episodes: 3, out _));
        var walk = new EpisodeWalk();

        Assert.Throws<IncompatibleException>(() => new InMemoryReplay(_options, walk.Spec).Load(new MemoryStream(saved), walk));
    }

    [Fact]
    public void TrySample_Batch_AllocatesNothing()
    {
        InMemoryReplay replay = Played(_options with { ErrorBuffer = 1e9 }, episodes: 20, out RandomStream random);
        var samples = new ReplaySample[64];
        replay.TrySample(samples, random);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            replay.TrySample(samples, random);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Constructor_ErrorBufferTooSmall_NamesTheOption()
    {
        var refusal = Assert.Throws<UserException>(() => new InMemoryReplay(_options with { ErrorBuffer = 1.5 }, Game.Spec));

        Assert.Contains("replay.error_buffer to at least 2", refusal.Message, StringComparison.Ordinal);
    }

    protected override (IReplay Replay, ReplayEntrance Entrance) Create(ReplayOptions options, GameSpec spec)
    {
        var replay = new InMemoryReplay(options, spec);
        return (replay, new ReplayEntrance(replay.TryDeliver, replay.Deliver));
    }

    private static InMemoryReplay Played(ReplayOptions options, int episodes, out RandomStream random)
    {
        var replay = new InMemoryReplay(options, Game.Spec);
        random = new RandomStream(11);
        for (ulong seed = 0; replay.Statistics.InsertedEpisodes < episodes; seed++)
        {
            Step(replay, random, (int)seed);
        }

        return replay;
    }

    // One round of self-play and training, as far as the limiter lets both.
    private static List<ReplaySampleKey> Step(InMemoryReplay replay, RandomStream random, int step)
    {
        replay.TryDeliver(EpisodeMaker.Play(Game, (ulong)step, step, withPriorities: step % 2 == 0));
        var samples = new ReplaySample[8];
        var drawn = new List<ReplaySampleKey>();
        while (replay.TrySample(samples, random) && drawn.Count < 64)
        {
            replay.UpdatePriorities([.. samples.Select(sample => sample.Key)],
                [.. samples.Select(sample => (float)random.NextDouble() * 3.0f)]);
            drawn.AddRange(samples.Select(sample => new ReplaySampleKey(sample.Key, sample.Probability, sample.Weight)));
        }

        return drawn;
    }

    private static byte[] Saved(InMemoryReplay replay)
    {
        using var stream = new MemoryStream();
        replay.Save(stream);
        return stream.ToArray();
    }

    private readonly record struct ReplaySampleKey(PositionKey Key, double Probability, float Weight);
}

/// <summary>The producer's side.</summary>
public class InMemoryReplaySinkTests : EpisodeSinkContract
{
    private readonly InMemoryReplay _replay = new(new ReplayOptions(), Game.Spec);

    protected override IEpisodeSink Sink => _replay;

    protected override long Taken => _replay.Statistics.InsertedEpisodes;
}
