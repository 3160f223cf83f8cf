using MuZero.Evaluation;
using MuZero.Numerics;

namespace MuZero.Core.Tests.Evaluation;

public class IntervalTests
{
    // Wilson 1927 of 8 successes in 10 trials, as tabulated: 0.4902 to 0.9433.
    [Fact]
    public void OfScores_WinsAndLossesOnly_IsWilsons()
    {
        Interval interval = Interval.OfScores([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], 10, Confidence.Default);

        Assert.Equal(0.4902, interval.Low, 1e-4);
        Assert.Equal(0.9433, interval.High, 1e-4);
    }

    [Fact]
    public void OfShare_EightOfTen_IsWilsons()
    {
        Interval interval = Interval.OfShare(8, 10, Confidence.Default);

        Assert.Equal(0.4902, interval.Low, 1e-4);
        Assert.Equal(0.9433, interval.High, 1e-4);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.0)]
    public void OfScores_AllEqual_IsNotEmpty(double score)
    {
        Interval interval = Interval.OfScores([.. Enumerable.Repeat(score, 50)], 50, Confidence.Default);

        Assert.InRange(score, interval.Low, interval.High);
        Assert.InRange(interval.High - interval.Low, 0.03, 0.15);
    }

    [Fact]
    public void OfScores_DrawnPairs_AreNarrowerThanWinsAndLosses()
    {
        double[] split = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0.25 : 0.75)];
        double[] decided = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0.0 : 1.0)];

        Assert.True(Width(split) < 0.6 * Width(decided));

        static double Width(double[] scores)
        {
            Interval interval = Interval.OfScores(scores, scores.Length, Confidence.Default);
            return interval.High - interval.Low;
        }
    }

    [Fact]
    public void OfScores_RepeatedPairs_AreNoEvidence()
    {
        Interval interval = Interval.OfScores([.. Enumerable.Repeat(0.5, 100)], 1, Confidence.Default);

        Assert.True(interval.High - interval.Low > 0.6, $"{interval}");
        Assert.Equal(new Interval(0, 1), Interval.OfScores([], 0, Confidence.Default));
    }

    // 2,000 matches of 50 pairs per row. The nominal 95 % is met within the discreteness of the scores.
    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(0.8, 0.0)]
    [InlineData(0.95, 0.0)]
    [InlineData(0.5, 0.4)]
    [InlineData(0.7, 0.4)]
    [InlineData(0.9, 0.8)]
    public void OfScores_RandomMatches_CoverTheTruth(double win, double draw)
    {
        RandomStream random = new(7);
        int covered = 0;
        for (int match = 0; match < 2_000; match++)
        {
            double[] scores = [.. Enumerable.Range(0, 50).Select(_ => (Game() + Game()) / 2.0)];
            Interval interval = Interval.OfScores(scores, 50, Confidence.Default);
            double truth = (0.5 * draw) + ((1.0 - draw) * win);
            covered += truth >= interval.Low && truth <= interval.High ? 1 : 0;
        }

        Assert.InRange(covered, 1_860, 2_000);

        double Game() => random.NextDouble() < draw ? 0.5 : random.NextDouble() < win ? 1.0 : 0.0;
    }

    // Student's t of 95 %, from its table: 4.303 for 2 degrees of freedom, 2.262 for 9, 1.984 for 100.
    [Theory]
    [InlineData(3, 4.303, 0.35)]
    [InlineData(10, 2.262, 0.001)]
    [InlineData(101, 1.984, 0.001)]
    public void OfMean_Count_IsStudents(int count, double quantile, double tolerance)
    {
        Interval interval = Interval.OfMean(5.0, 2.0, count, Confidence.Default);

        double half = quantile * 2.0 / Math.Sqrt(count - 1);
        Assert.Equal(5.0 - half, interval.Low, tolerance);
        Assert.Equal(5.0 + half, interval.High, tolerance);
    }

    [Fact]
    public void OfMean_OneValue_IsUnbounded()
        => Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity), Interval.OfMean(5.0, 0.0, 1, Confidence.Default));

    [Fact]
    public void Of_Percent_IsALevelOrNothing()
    {
        Assert.Equal(95, Confidence.Default.Percent);
        Assert.All(Confidence.Levels, percent => Assert.Equal(percent, Confidence.Of(percent)!.Percent));
        Assert.Null(Confidence.Of(80));
    }
}
