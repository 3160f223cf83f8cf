using MuZero.Numerics;
using MuZero.Tuning.Samplers;
using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;

namespace MuZero.Core.Tests.Tuning.Samplers.Parzen;

/// <summary>Vectors of Optuna 5's tests of its Parzen estimator, on [-1, 1] where no other range is named.</summary>
public class ParzenEstimatorTests
{
    private static readonly FloatDistribution _unit = new(-1.0, 1.0);

    public static TheoryData<double[], bool, bool, double[]> Widths => new()
    {
        { [], false, true, [2.0] },
        { [0.4], false, true, [1.4, 2.0] },
        { [-0.3, 0.3], false, true, [0.7, 0.7, 2.0] },
        { [-0.3, 0.3], false, false, [0.6, 0.6, 2.0] },
        { [-0.4, 0.4, 0.41, 0.42], false, true, [0.8, 0.8, 0.01, 0.58, 2.0] },
        { [-0.4, 0.4, 0.41, 0.42], true, true, [0.8, 0.8, 1.0 / 3.0, 0.58, 2.0] },
        { [0.42, -0.4, 0.41, 0.4], true, true, [0.58, 0.8, 1.0 / 3.0, 0.8, 2.0] },
    };

    public static TheoryData<Distribution, double[], double[]> Ranges => new()
    {
        { new FloatDistribution(1.0, 100.0), [1.0, 50.5], [99.0, 99.0] },
        { new FloatDistribution(1.0, 100.0, Log: true), [0.0, Math.Log(100.0) / 2.0], [Math.Log(100.0), Math.Log(100.0)] },
        { new FloatDistribution(1.0, 100.0, Step: 3.0), [1.0, 50.5], [100.5, 102.0] },
        { new IntDistribution(1, 100), [1.0, 50.5], [99.5, 100.0] },
        {
            new IntDistribution(1, 100, Log: true), [0.0, (Math.Log(100.5) + Math.Log(0.5)) / 2.0],
            [Math.Log(100.5), Math.Log(100.5) - Math.Log(0.5)]
        },
    };

    [Theory]
    [MemberData(nameof(Widths))]
    public void Kernels_Observations_AreAsWideAsTheirGaps(double[] observations, bool magicClip, bool endpoints, double[] sigmas)
    {
        NumericKernels kernels = new(new NumericAxis(_unit), observations, magicClip, endpoints);

        AssertClose([.. observations, 0.0], kernels.Mus);
        AssertClose(sigmas, kernels.Sigmas);
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Kernels_ObservationOfOne_LieOnTheRangesAxis(Distribution range, double[] mus, double[] sigmas)
    {
        NumericKernels kernels = new(new NumericAxis(range), [1.0], magicClip: true, endpoints: false);

        AssertClose(mus, kernels.Mus);
        AssertClose(sigmas, kernels.Sigmas);
    }

    [Theory]
    [InlineData(3, new[] { 0.2, 0.6, 0.2 })]
    [InlineData(4, new[] { 1.0 / 6.0, 0.5, 1.0 / 6.0, 1.0 / 6.0 })]
    public void CategoricalKernels_ObservationOfTheSecondChoice_FavourIt(int choices, double[] probabilities)
    {
        CategoricalKernels kernels = new(choices, [1.0], priorWeight: 1.0);

        AssertClose(probabilities, [.. Enumerable.Range(0, choices).Select(choice => kernels.Probability(0, choice))]);
        AssertClose([.. Enumerable.Repeat(1.0 / choices, choices)],
            [.. Enumerable.Range(0, choices).Select(choice => kernels.Probability(1, choice))]);
    }

    [Fact]
    public void Weights_OneObservation_AreHalfObservationHalfPrior()
        => AssertClose([0.5, 0.5], Of(_unit, [0.4]).Weights);

    [Theory]
    [InlineData(-0.5, -0.888986234, -0.973581511)]
    [InlineData(0.0, -0.342453796, -0.822079258)]
    [InlineData(0.15, -0.309120936, -0.739177790)]
    [InlineData(0.6, -0.612703199, -0.368783674)]
    public void LogDensity_BelowAndAbove_AreThoseOfTheFormulas(double x, double logBelow, double logAbove)
    {
        ParzenEstimator below = Of(_unit, [0.1, 0.2]), above = Of(_unit, [-0.5, 0.6, 0.9]);

        Assert.Equal(logBelow, below.LogDensity([x]), 9);
        Assert.Equal(logAbove, above.LogDensity([x]), 9);
    }

    [Fact]
    public void DefaultWeights_ThirtyObservations_RampUpToTheLastTwentyFive()
    {
        double[] weights = ParzenEstimator.DefaultWeights(30);

        AssertClose([1.0 / 30.0, 0.275, 0.51666667, 0.75833333, 1.0], weights.AsSpan(0, 5), 1e-8);
        Assert.All(weights[5..], weight => Assert.Equal(1.0, weight));
        Assert.Equal([1.0 / 26.0, .. Enumerable.Repeat(1.0, 25)], ParzenEstimator.DefaultWeights(26));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(100, 10)]
    [InlineData(250, 25)]
    [InlineData(1000, 25)]
    public void Gamma_Trials_IsATenthUpToTwentyFive(int trials, int good) => Assert.Equal(good, TpeOptions.Gamma(trials));

    public static TheoryData<Distribution, double[]> Discrete => new()
    {
        { new IntDistribution(1, 7), [1.0, 6.0, 6.0] },
        { new IntDistribution(-3, 9, Step: 4), [5.0] },
        { new IntDistribution(1, 40, Log: true), [1.0, 3.0, 40.0] },
        { new FloatDistribution(0.0, 0.7, Step: 0.1), [0.3, 0.7] },
        { new CategoricalDistribution(["a", "b", "c"]), [2.0, 2.0] },
    };

    [Theory]
    [MemberData(nameof(Discrete))]
    public void LogDensity_ParameterWithSteps_SumsToOneOverItsValues(Distribution range, double[] observations)
    {
        ParzenEstimator estimator = Of(range, observations);

        double sum = GridAxis.ValuesOf("x", range).Sum(value => Math.Exp(estimator.LogDensity([range.RepresentationOf(value)])));

        Assert.Equal(1.0, sum, 12);
    }

    [Fact]
    public void LogDensity_RealParameters_IntegratesToOne()
    {
        ParzenEstimator estimator = new([_unit, _unit], [[0.1, 0.9], [-0.8, 0.3]], null, new TpeOptions());
        const int cells = 200;

        double mass = 0.0;
        for (int i = 0; i < cells * cells; i++)
        {
            double x = -1.0 + ((2.0 * (i / cells)) + 1.0) / cells, y = -1.0 + ((2.0 * (i % cells)) + 1.0) / cells;
            mass += Math.Exp(estimator.LogDensity([x, y])) * 4.0 / (cells * cells);
        }

        Assert.Equal(1.0, mass, 1e-3);
    }

    [Fact]
    public void Sample_TwoParameters_KeepsWhatBelongsTogether()
    {
        ParzenEstimator estimator = new(
            [_unit, new CategoricalDistribution(["left", "right"])],
            [[.. Repeat(-0.9, 20), .. Repeat(0.9, 20)], [.. Repeat(0.0, 20), .. Repeat(1.0, 20)]],
            null, new TpeOptions());
        RandomStream random = new(1);

        double[][] drawn = [.. Enumerable.Range(0, 1000).Select(_ => estimator.Sample(random))];

        Assert.InRange(drawn.Count(point => point[0] > 0.0 == (point[1] == 1.0)), 930, 1000);
        Assert.All(drawn, point => Assert.InRange(point[0], -1.0, 1.0));
    }

    [Fact]
    public void Sample_ManyDraws_HaveTheDensitysHistogram()
    {
        IntDistribution range = new(1, 5);
        ParzenEstimator estimator = Of(range, [2.0, 2.0, 5.0]);
        RandomStream random = new(7);
        const int draws = 20_000;

        int[] counts = new int[6];
        for (int i = 0; i < draws; i++)
        {
            counts[(int)estimator.Sample(random)[0]]++;
        }

        for (int value = 1; value <= 5; value++)
        {
            Assert.Equal(Math.Exp(estimator.LogDensity([value])), (double)counts[value] / draws, 0.015);
        }
    }

    private static IEnumerable<double> Repeat(double value, int count) => Enumerable.Repeat(value, count);

    private static ParzenEstimator Of(Distribution range, double[] observations) => new([range], [observations], null, new TpeOptions());

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
