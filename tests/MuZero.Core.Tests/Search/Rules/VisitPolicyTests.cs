using MuZero.Numerics;
using MuZero.Search.Rules;

namespace MuZero.Core.Tests.Search.Rules;

public class VisitPolicyTests
{
    // docs/ALGORITHM.md 6.
    [Theory]
    [InlineData(1.0, new[] { 0.1, 0.2, 0.7 })]
    [InlineData(0.5, new[] { 0.018518519, 0.074074074, 0.907407407 })]
    [InlineData(0.25, new[] { 0.000413565, 0.006617039, 0.992969396 })]
    [InlineData(0.0, new[] { 0.0, 0.0, 1.0 })]
    [InlineData(1e-9, new[] { 0.0, 0.0, 1.0 })]
    public void Distribution_ReferenceCounts_HasTheReferenceShares(double temperature, double[] expected)
    {
        float[] policy = new float[3];

        VisitPolicy.Distribution([10, 20, 70], temperature, policy);

        for (int action = 0; action < 3; action++)
        {
            Assert.Equal(expected[action], policy[action], 1e-6);
        }
    }

    [Fact]
    public void Best_Equals_TakesTheLowest()
    {
        float[] policy = new float[4];

        VisitPolicy.Distribution([1, 5, 5, 0], 0.0, policy);

        Assert.Equal(1, VisitPolicy.Best([1, 5, 5, 0]));
        Assert.Equal([0.0f, 1.0f, 0.0f, 0.0f], policy);
    }

    [Fact]
    public void Draw_TemperatureOne_FollowsTheVisits()
    {
        var random = new RandomStream(1);
        float[] policy = new float[4];
        int[] drawn = new int[4];

        for (int i = 0; i < 10_000; i++)
        {
            drawn[VisitPolicy.Draw([10, 0, 20, 70], 1.0, random, policy)]++;
        }

        Assert.Equal(0, drawn[1]);
        Assert.InRange(drawn[0], 900, 1100);
        Assert.InRange(drawn[3], 6850, 7150);
    }
}
