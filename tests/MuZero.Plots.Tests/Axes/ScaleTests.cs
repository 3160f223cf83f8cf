using FsCheck;
using FsCheck.Fluent;
using MuZero.Plots.Axes;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Tests.Axes;

public class ScaleTests
{
    [Theory]
    [InlineData(0.0, 1.0, 6, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.0, 99.0, 6, "0 20 40 60 80")]
    [InlineData(-3.0, 3.0, 4, "-2 0 2")]
    [InlineData(0.0, 2_500_000.0, 4, "0 1e6 2e6")]
    [InlineData(0.0, 0.00003, 4, "0 1e-5 2e-5 3e-5")]
    [InlineData(1000.0, 5000.0, 5, "1,000 2,000 3,000 4,000 5,000")]
    public void Ticks_Linear_AreRound(double low, double high, int most, string expected)
        => Assert.Equal(expected, Labels(new LinearScale("", low, high, low, high, isWhole: false), most));

    [Theory]
    [InlineData(1e-5, 1e-1, 6, "1e-5 1e-4 0.001 0.01 0.1")]
    [InlineData(8.0, 256.0, 8, "10 20 50 100 200")]
    [InlineData(1e-12, 1.0, 5, "1e-12 1e-9 1e-6 0.001 1")]
    [InlineData(0.0011, 0.0013, 4, "0.0011 0.0013")]
    public void Ticks_Log_AreRoundPerDecade(double low, double high, int most, string expected)
        => Assert.Equal(expected, Labels(new LogScale("", low, high, low, high), most));

    [Fact]
    public void Ticks_AnyLinearRange_AreFewInsideAndAscending() => Prop.ForAll((NormalFloat a, NormalFloat b) =>
    {
        double low = Math.Min(a.Item, b.Item), high = Math.Max(a.Item, b.Item);
        bool isWide = high - low > Math.Abs(high) * 1e-9 && double.IsFinite(high - low);
        IReadOnlyList<Tick> ticks = isWide ? new LinearScale("", low, high, low, high, isWhole: false).Ticks(6) : [new Tick(0.5, "")];

        Assert.InRange(ticks.Count, 1, 7);
        Assert.All(ticks, tick => Assert.InRange(tick.At, -1e-6, 1.0 + 1e-6));
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void ValueAt_OfAt_IsTheShare(double share)
    {
        Scale[] scales = [new LinearScale("", -2, 6, -2, 6, false), new LogScale("", 1e-3, 10, 1e-3, 10)];

        Assert.All(scales, scale => Assert.Equal(share, scale.At(scale.ValueAt(share)), 1e-12));
    }

    [Fact]
    public void OfValues_SeveralPowersOfTen_IsLogarithmicAndSaysSo()
    {
        Scale scale = Scales.OfValues("regret", Direction.Minimize, [1e-6, 1e-4, 1e-2, 1.0]);

        Assert.IsType<LogScale>(scale);
        Assert.Equal("regret, log scale", scale.Title);
    }

    [Fact]
    public void OfValues_OneFarOutlier_LeavesItOutside()
    {
        Scale scale = Scales.OfValues("loss", Direction.Minimize, [.. Enumerable.Range(1, 30).Select(i => i / 10.0), 1e9]);

        Assert.IsType<LinearScale>(scale);
        Assert.True(scale.At(1e9) > 1.0);
        Assert.InRange(scale.At(3.0), 0.9, 1.0);
    }

    // As in a study in which few trials learn: all others have the value of no learning.
    [Fact]
    public void OfValues_FewGoodValues_AreInside()
    {
        double[] values = [.. Enumerable.Range(0, 40).Select(i => 9.3 + (i / 100.0)), 210.0];

        Assert.InRange(Scales.OfValues("mean", Direction.Maximize, values).At(210.0), 0.9, 1.0);
        Assert.True(Scales.OfValues("mean", Direction.Minimize, values).At(210.0) > 1.0);
    }

    [Fact]
    public void Of_Distributions_FollowTheirKind()
    {
        Assert.IsType<LogScale>(Scales.Of("x", new FloatDistribution(1e-4, 1.0, Log: true)));
        Assert.IsType<LinearScale>(Scales.Of("x", new IntDistribution(1, 5)));
        Assert.Equal("true 64 sgd null", Labels(Scales.Of("x", new CategoricalDistribution([true, 64L, "sgd", null])), 10));
    }

    [Fact]
    public void Of_WholeNumbers_TicksAreWhole()
        => Assert.Equal("1 2 3", Labels(Scales.Of("x", new IntDistribution(1, 3)), 20));

    private static string Labels(Scale scale, int most)
        => string.Join(' ', scale.Ticks(most).Where(tick => tick.Label.Length > 0).OrderBy(tick => tick.At).Select(tick => tick.Label));
}
