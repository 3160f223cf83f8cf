using MuZero.Games;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Contracts;

/// <summary>The behaviour of every replay buffer. A class per implementation derives from it.</summary>
public abstract partial class ReplayContract
{
    /// <summary>A buffer in which nothing waits: draws from the first position on.</summary>
    protected static readonly ReplayOptions Free = new() { MinPositions = 1, SamplesPerInsert = 1, ErrorBuffer = 1e12 };

    private protected static EpisodeStrip Game { get; } = new();

    /// <summary>An empty buffer, and the way into it.</summary>
    protected abstract (IReplay Replay, ReplayEntrance Entrance) Create(ReplayOptions options, GameSpec spec);

    [Fact]
    public void TrySample_Empty_IsFalse()
    {
        (IReplay replay, _) = Create(Free, Game.Spec);

        Assert.False(replay.TrySample(new ReplaySample[1], new RandomStream(1)));
        Assert.Equal(default, replay.Statistics);
    }

    [Fact]
    public void TryDeliver_Episodes_AreCounted()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free, Game.Spec);
        Episode episode = EpisodeMaker.Play(Game, 1);

        Assert.True(entrance.TryDeliver(episode));
        Assert.True(entrance.TryDeliver(EpisodeMaker.Play(Game, 2)));
        Assert.True(replay.TrySample(new ReplaySample[7], new RandomStream(1)));

        ReplayStatistics statistics = replay.Statistics;
        Assert.Equal(new ReplayStatistics(2, 10, 2 * episode.SizeBytes, 2, 10, 7, 0), statistics);
        Assert.Equal(0.7, statistics.SamplesPerInsert);
    }

    [Theory] // docs/ALGORITHM.md 6: P and importance weights of priorities 1, 2, 3, 4
    [InlineData(0.6, 0.4, new[] { 0.148230, 0.224674, 0.286555, 0.340542 }, new[] { 1, 0.846745f, 0.768229f, 0.716978f })]
    [InlineData(0.6, 1.0, new[] { 0.148230, 0.224674, 0.286555, 0.340542 }, new[] { 1, 0.659754f, 0.517282f, 0.435275f })]
    [InlineData(1.0, 0.4, new[] { 0.1, 0.2, 0.3, 0.4 }, new[] { 1, 0.757858f, 0.644394f, 0.574349f })]
    [InlineData(1.0, 1.0, new[] { 0.1, 0.2, 0.3, 0.4 }, new[] { 1, 0.5f, 0.333333f, 0.25f })]
    [InlineData(0.0, 1.0, new[] { 0.25, 0.25, 0.25, 0.25 }, new[] { 1, 1f, 1f, 1f })]
    [InlineData(1.0, 0.0, new[] { 0.1, 0.2, 0.3, 0.4 }, new[] { 1, 1f, 1f, 1f })]
    public void TrySample_Priorities1To4_HavePublishedProbabilitiesAndWeights(double a, double b, double[] probabilities, float[] weights)
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = a, ImportanceExponent = b }, Game.Spec);
        entrance.TryDeliver(EpisodeMaker.Make(Game.Spec, new float[4], new float[4], priorities: [1, 2, 3, 4]));
        var samples = new ReplaySample[256];

        Assert.True(replay.TrySample(samples, new RandomStream(1)));

        Assert.Equal(4, samples.Select(sample => sample.Key).Distinct().Count());
        foreach (ReplaySample sample in samples)
        {
            Assert.Equal(probabilities[sample.Key.Position], sample.Probability, 1e-6);
            Assert.Equal(weights[sample.Key.Position], sample.Weight, 1e-5f);
        }
    }

    [Fact]
    public void TrySample_WithoutTheLeastProbable_LargestWeightOfTheBatchIsOne()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = 1 }, Game.Spec);
        entrance.TryDeliver(EpisodeMaker.Make(Game.Spec, new float[4], new float[4], priorities: [0, 1e-9f, 3, 4]));
        var samples = new ReplaySample[64];

        replay.TrySample(samples, new RandomStream(1));

        Assert.Equal(1.0f, samples.Max(sample => sample.Weight));
        Assert.All(samples, sample => Assert.Equal(sample.Key.Position == 2 ? 1.0f : 0.75f, sample.Weight, 1e-6f));
    }

    [Fact] // The return of a random move ends at once, so its distance from the search's value is 0 and not its priority.
    public void TryDeliver_ExploratoryDecisions_AreDrawnLikeTheMostSurprising()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = 1 }, Game.Spec);
        Episode episode = EpisodeMaker.Make(Game.Spec, new float[4], [0.1f, 0.2f, 0.3f, 0.4f], priorities: new float[4],
            exploratory: [1, 2]);
        new NStepReturn(int.MaxValue, 1.0f).FillPriorities(episode, episode.Priorities);
        entrance.TryDeliver(episode);
        var samples = new ReplaySample[400];

        replay.TrySample(samples, new RandomStream(1));

        // 0.3 = |0.1 + 0.2|, twice the largest priority, which is 1 at first, and 0.4: 296 of 400 are expected.
        Assert.InRange(samples.Count(sample => sample.Key.Position is 1 or 2), 250, 340);
    }

    [Fact]
    public void UpdatePriorities_NewOnes_DecideTheDraws()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = 1 }, Game.Spec);
        entrance.TryDeliver(EpisodeMaker.Play(Game, 1));
        entrance.TryDeliver(EpisodeMaker.Play(Game, 2));
        PositionKey[] keys = [.. Enumerable.Range(0, 10).Select(i => new PositionKey(i / 5, i % 5))];
        Assert.All(KeysOf(replay, new RandomStream(1)), key => Assert.Contains(key, keys));

        replay.UpdatePriorities(keys, [0, 0, 0, 0, 0, 0, 0, 5, 0, 0]);

        Assert.All(KeysOf(replay, new RandomStream(2)), key => Assert.Equal(keys[7], key));
    }

    [Fact]
    public void UpdatePriorities_UnknownKeys_ArePassedOver()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = 1, MaxEpisodes = 1 }, Game.Spec);
        entrance.TryDeliver(EpisodeMaker.Play(Game, 1));
        PositionKey gone = KeysOf(replay, new RandomStream(1)).First();
        entrance.TryDeliver(EpisodeMaker.Make(Game.Spec, new float[2], new float[2], priorities: [1, 1]));

        replay.UpdatePriorities([gone, new PositionKey(99, 0), new PositionKey(-1, 0), new PositionKey(gone.Episode + 1, 77)],
            [9, 9, 9, 9]);

        var samples = new ReplaySample[8];
        replay.TrySample(samples, new RandomStream(1));
        Assert.All(samples, sample => Assert.Equal(0.5, sample.Probability));
    }

    [Theory]
    [InlineData(-1.0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void UpdatePriorities_NotAPriority_ThrowsAndChangesNone(float priority)
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = 1 }, Game.Spec);
        entrance.TryDeliver(EpisodeMaker.Make(Game.Spec, new float[2], new float[2], priorities: [1, 1]));
        PositionKey key = KeysOf(replay, new RandomStream(1)).First();

        Assert.Throws<ArgumentException>(() => replay.UpdatePriorities([key, key], [5, priority]));
        Assert.Throws<ArgumentException>(() => replay.UpdatePriorities([key], []));

        var samples = new ReplaySample[8];
        replay.TrySample(samples, new RandomStream(1));
        Assert.All(samples, sample => Assert.Equal(0.5, sample.Probability));
    }

    [Fact]
    public void TryDeliver_BeyondMaxEpisodes_OldestLeaveAndAreNeverDrawn()
    {
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { MaxEpisodes = 3 }, Game.Spec);
        Episode[] episodes = [.. Enumerable.Range(0, 5).Select(i => EpisodeMaker.Play(Game, (ulong)i, i))];
        foreach (Episode episode in episodes)
        {
            entrance.TryDeliver(episode);
        }

        var samples = new ReplaySample[300];
        replay.TrySample(samples, new RandomStream(1));

        Assert.Equal((3, 15L, 5L, 25L, 2L),
            (replay.Statistics.Episodes, replay.Statistics.Positions, replay.Statistics.InsertedEpisodes,
            replay.Statistics.InsertedPositions, replay.Statistics.Evicted));
        Assert.Equal([2L, 3L, 4L], samples.Select(sample => sample.Episode.Sequence).Distinct().Order());
        Assert.Equal(15, samples.Select(sample => sample.Key).Distinct().Count());
        Assert.All(samples, sample => Assert.InRange(sample.Key.Position, 0, 4));
    }

    [Fact]
    public void TryDeliver_BeyondMaxBytes_OldestLeaveButTheNewestStays()
    {
        GameSpec wide = Game.Spec with { Observation = new ObservationShape(1, 400, 400), MaxLength = 100 };
        (IReplay replay, ReplayEntrance entrance) = Create(Free with { MaxMebibytes = 1 }, wide);

        entrance.TryDeliver(EpisodeMaker.Make(wide, new float[1], new float[1]));
        Assert.Equal(1, replay.Statistics.Episodes);
        entrance.TryDeliver(EpisodeMaker.Make(wide, new float[1], new float[1], sequence: 1));
        Assert.Equal(1, replay.Statistics.Episodes);
        entrance.TryDeliver(EpisodeMaker.Make(wide, new float[3], new float[3], sequence: 2));

        Assert.Equal((1, 3L, 2L), (replay.Statistics.Episodes, replay.Statistics.Positions, replay.Statistics.Evicted));
        Assert.True(replay.TrySample(new ReplaySample[4], new RandomStream(1)));
    }

    [Fact]
    public void TrySample_SameBufferAndStream_DrawsTheSame()
    {
        PositionKey[][] draws = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            (IReplay replay, ReplayEntrance entrance) = Create(Free with { PriorityExponent = 0.6 }, Game.Spec);
            for (ulong seed = 0; seed < 20; seed++)
            {
                entrance.TryDeliver(EpisodeMaker.Play(Game, seed));
            }

            return KeysOf(replay, new RandomStream(7)).ToArray();
        })];

        Assert.Equal(draws[0], draws[1]);
    }

    private static IEnumerable<PositionKey> KeysOf(IReplay replay, RandomStream random)
    {
        var samples = new ReplaySample[64];
        Assert.True(replay.TrySample(samples, random));
        return samples.Select(sample => sample.Key);
    }
}

/// <summary>The producer's side of a buffer under test.</summary>
/// <param name="TryDeliver">Inserts an episode, or answers false if the limiter refuses.</param>
/// <param name="Deliver">Inserts an episode, waiting while the limiter refuses.</param>
public sealed record ReplayEntrance(Func<Episode, bool> TryDeliver, Action<Episode, CancellationToken> Deliver);
