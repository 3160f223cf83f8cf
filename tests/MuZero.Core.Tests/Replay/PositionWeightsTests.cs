using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Replay;

public class PositionWeightsTests
{
    private static readonly EpisodeStrip _strip = new();

    // KL computed by hand: 0.5 ln(0.5 / 0.25) + 0.5 ln(0.5 / 0.75).
    [Fact]
    public void Of_TwoActions_IsTheDivergenceInNats()
    {
        Assert.Equal(0.1438410f, Surprise.Of([0.5f, 0.5f, 0.0f], [0.25f, 0.75f, -1.0f]), 1e-6f);
        Assert.Equal(0.0f, Surprise.Of([0.25f, 0.75f], [0.25f, 0.75f]));
        Assert.Equal(0.0f, Surprise.Of([], [0.25f, 0.75f]));
    }

    [Fact]
    public void Of_Half_SpreadsHalfByTheSurprise()
    {
        Assert.Equal([0.5f, 0.5f, 1.0f, 2.0f], PositionWeights.Of(Episode(0, 0, 1, 3), new ReplayOptions { SurpriseWeight = 0.5 }));
        Assert.Equal([0.0f, 0.0f, 1.0f, 3.0f], PositionWeights.Of(Episode(0, 0, 1, 3), new ReplayOptions { SurpriseWeight = 1.0 }));
        Assert.Equal([1.0f, 1.0f, 1.0f, 1.0f], PositionWeights.Of(Episode(0, 0, 0, 0), new ReplayOptions { SurpriseWeight = 0.5 }));
        Assert.Empty(PositionWeights.Of(Episode(1, 2, 3, 4), new ReplayOptions { SurpriseWeight = 0.0 }));
        Assert.Equal([1.0f, 1.0f, 1.0f, 1.0f], PositionWeights.Of(Episode(), new ReplayOptions { SurpriseWeight = 0.5 }));
    }

    [Fact]
    public void Of_DecisionsWithoutPolicy_KeepTheirWeight()
    {
        Episode episode = new(Episode(0, 1, 0, 3)) { PolicyOffsets = [0, 0, 1, 1, 2], PolicyActions = [0, 1], PolicyWeights = [1, 1] };

        // 0.5 + 0.5 * 2 * 1 / 4 and 0.5 + 0.5 * 2 * 3 / 4.
        Assert.Equal([1.0f, 0.75f, 1.0f, 1.25f], PositionWeights.Of(episode, new ReplayOptions { SurpriseWeight = 0.5 }));
    }

    [Fact]
    public void Of_QuickWeight_IsThatOfDecisionsWithoutPolicy()
    {
        Episode whole = EpisodeMaker.Make(_strip.Spec, [0, 0, 0, 1], [0, 0, 0, 0]);
        Episode episode = new(whole) { PolicyOffsets = [0, 0, 1, 1, 2], PolicyActions = [0, 1], PolicyWeights = [1, 1] };

        Assert.Equal([0.25f, 1.0f, 0.25f, 1.0f], PositionWeights.Of(episode, new ReplayOptions { QuickWeight = 0.25 }));
        Assert.Empty(PositionWeights.Of(episode, new ReplayOptions()));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    public void Draw_WeightedPositions_FrequencyFollowsAndImportanceDoesNotUndoIt(double exponent)
    {
        EpisodeTable table = new(new ReplayOptions { PriorityExponent = exponent, SurpriseWeight = 0.5 });
        Episode episode = new(Episode(0, 0, 1, 3)) { Priorities = [1, 2, 3, 4] };
        table.Add(episode);
        ReplaySample[] samples = new ReplaySample[40_000];

        table.Draw(samples, new RandomStream(7));

        float[] weights = [0.5f, 0.5f, 1.0f, 2.0f];
        double[] leaves = [.. weights.Select((weight, t) => weight * Math.Pow(t + 1, exponent))];
        for (int t = 0; t < 4; t++)
        {
            ReplaySample[] drawn = [.. samples.Where(sample => sample.Key.Position == t)];
            double expected = leaves[t] / leaves.Sum();
            Assert.Equal(expected, (double)drawn.Length / samples.Length, 5 * Math.Sqrt(expected * (1 - expected) / samples.Length));
            Assert.Equal(expected, drawn[0].Probability, 1e-5);

            // Priorities alone: the least of p^a is 1.
            Assert.Equal(Math.Pow(t + 1, -exponent), drawn[0].Weight, 1e-4);
        }
    }

    [Fact]
    public void Replace_FreshSurprises_AreTheNewWeights()
    {
        EpisodeTable table = new(new ReplayOptions { SurpriseWeight = 1.0 });
        table.Add(Episode(1, 0, 0, 0));
        table.Replace(new NumberedEpisode(0, Episode(0, 0, 0, 5)));
        ReplaySample[] samples = new ReplaySample[50];

        table.Draw(samples, new RandomStream(1));

        Assert.All(samples, sample => Assert.Equal(3, sample.Key.Position));
    }

    [Fact]
    public void Restore_Snapshot_DrawsAsBefore()
    {
        ReplayOptions options = new() { SurpriseWeight = 0.5, PriorityExponent = 0.7 };
        EpisodeTable table = new(options);
        table.Add(Episode(0, 0, 1, 3));
        table.Add(Episode(2, 0, 1, 0));
        EpisodeTable restored = EpisodeTable.Restore(table.Snapshot(0), options);
        ReplaySample[] expected = new ReplaySample[100], actual = new ReplaySample[100];

        table.Draw(expected, new RandomStream(3));
        restored.Draw(actual, new RandomStream(3));

        Assert.Equal(expected.Select(sample => (sample.Key, sample.Weight)), actual.Select(sample => (sample.Key, sample.Weight)));
    }

    private static Episode Episode(params float[] surprises)
        => new(EpisodeMaker.Make(_strip.Spec, [0, 0, 0, 1], [0, 0, 0, 0])) { Surprises = surprises };
}
