using MuZero.Networks;

namespace MuZero.Tests.Networks;

/// <summary>Vectors: deep_rl_zoo's transforms_test, five bins over [-1, 1].</summary>
public sealed class SupportTwoHotTests
{
    [Theory]
    [InlineData(-5, new[] { 1f, 0, 0, 0, 0 })]
    [InlineData(-3, new[] { 1f, 0, 0, 0, 0 })]
    [InlineData(-1, new[] { 1f, 0, 0, 0, 0 })]
    [InlineData(-.4, new[] { 0, .8f, .2f, 0, 0 })]
    [InlineData(0, new[] { 0f, 0, 1, 0, 0 })]
    [InlineData(.3, new[] { 0, 0, .4f, .6f, 0 })]
    [InlineData(1, new[] { 0f, 0, 0, 0, 1 })]
    [InlineData(4.5, new[] { 0f, 0, 0, 0, 1 })]
    [InlineData(10, new[] { 0f, 0, 0, 0, 1 })]
    public void Encode_FiveBins_MeetsPublishedWeights(double number, float[] expected)
    {
        SupportTwoHot twoHot = new(-1, 1, 5);
        float[] weights = [9, 9, 9, 9, 9];

        twoHot.Encode(number, weights);

        Assert.Equal(expected, weights, (left, right) => Math.Abs(left - right) < 1e-6);
        Assert.Equal(Math.Clamp(number, -1, 1), twoHot.Decode(weights), 1e-6);
    }

    [Theory]
    [InlineData(3.7, 303, .3, .7)]
    [InlineData(-2.25, 297, .25, .75)]
    public void Encode_601Bins_MeetsPublishedWeights(double number, int lower, double lowerWeight, double upperWeight)
    {
        float[] weights = new float[601];

        new SupportTwoHot(-300, 300, 601).Encode(number, weights);

        Assert.Equal(lowerWeight, weights[lower], 1e-6);
        Assert.Equal(upperWeight, weights[lower + 1], 1e-6);
    }

    [Theory]
    [InlineData(0, 1, 1), InlineData(1, 1, 5), InlineData(2, 1, 5), InlineData(0, double.PositiveInfinity, 5)]
    public void Constructor_UnusableRange_IsRefused(double minimum, double maximum, int bins) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SupportTwoHot(minimum, maximum, bins));
}
