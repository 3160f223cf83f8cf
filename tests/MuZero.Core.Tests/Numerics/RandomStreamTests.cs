using MuZero.Numerics;
using MuZero.Search.Rules;

namespace MuZero.Core.Tests.Numerics;

public class RandomStreamTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-4)]
    [InlineData(0.003)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(1000.0)]
    public void NextDirichlet_AnyConcentration_HasTheDistributionsMeanAndVariance(double alpha)
    {
        const int Draws = 20_000;
        var random = new RandomStream(1);
        double[] weights = new double[3];
        double[] sums = new double[3];
        double squares = 0.0;
        for (int draw = 0; draw < Draws; draw++)
        {
            random.NextDirichlet(alpha, weights);
            Assert.Equal(1.0, weights.Sum(), 1e-12);
            for (int i = 0; i < weights.Length; i++)
            {
                sums[i] += weights[i] / Draws;
            }

            squares += (weights[0] - (1.0 / 3.0)) * (weights[0] - (1.0 / 3.0)) / Draws;
        }

        // Uniform draws in place of ones that are too small for a number would have no variance: (1/3)(2/3) / (3 alpha + 1).
        double variance = 2.0 / 9.0 / ((3.0 * alpha) + 1.0);
        Assert.Equal(variance, squares, 0.05 * variance);
        Assert.All(sums, sum => Assert.Equal(1.0 / 3.0, sum, 5.0 * Math.Sqrt(variance / Draws)));
    }

    [Fact]
    public void NextDirichlet_NotPositive_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1).NextDirichlet(0.0, new double[2]));

    [Theory] // The share of a root's noise arrives however small the concentration is.
    [InlineData(0.001)]
    [InlineData(0.01)]
    public void Mix_SmallConcentration_AlwaysMovesTheWholeShare(double alpha)
    {
        var random = new RandomStream(3);
        double[] room = new double[3];
        for (int draw = 0; draw < 2_000; draw++)
        {
            float[] priors = [0.5f, -1.0f, 0.25f, 0.25f];

            RootNoise.Mix(priors, alpha, 0.25, random, room);

            Assert.Equal(1.0f, priors[0] + priors[2] + priors[3], 1e-5f);
        }
    }
}
