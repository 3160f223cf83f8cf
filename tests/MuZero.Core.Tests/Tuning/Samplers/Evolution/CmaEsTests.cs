using MuZero.Numerics;
using MuZero.Tuning.Samplers.Evolution;

namespace MuZero.Core.Tests.Tuning.Samplers.Evolution;

public class CmaEsTests
{
    [Fact]
    public void Update_GivenPoints_AgreesWithThePackageCmaes()
    {
        // Mean, step size and deviations per coordinate of cmaes 0.9.1: /usr/bin/python3 tests/oracle/tuning/cmaes_update.py
        double[][] expected =
        [
            [0.408149270, -0.087220409, 0.264277227, 0.254181682, 0.234579716],
            [0.245583332, 0.092607927, 0.285690181, 0.282071661, 0.259864536],
            [0.095650854, 0.110030864, 0.292194380, 0.302990722, 0.230736776],
            [-0.058295036, -0.005464384, 0.305808860, 0.324337448, 0.214598173],
        ];
        CmaEs strategy = new([0.5, -0.25], 0.3, 6);
        int index = 0;
        foreach (double[] state in expected)
        {
            List<double[]> points = [];
            for (int i = 0; i < 6; i++)
            {
                index++;
                points.Add([
                    strategy.Mean[0] + (strategy.StepSize * ((2.0 * Halton.At(index, 2)) - 1.0)),
                    strategy.Mean[1] + (strategy.StepSize * ((3.0 * Halton.At(index, 3)) - 1.5))]);
            }

            strategy.Update([.. points.OrderBy(point => (point[0] * point[0]) + (3.0 * point[1] * point[1]))], [0.0, 0.0]);

            double[] actual = [.. strategy.Mean, strategy.StepSize, strategy.Deviation(0), strategy.Deviation(1)];
            Assert.All(expected[(index / 6) - 1].Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Fact]
    public void Update_RotatedEllipsoid_FindsTheMinimum()
    {
        RandomStream random = new(1);
        CmaEs strategy = new([0.5, 0.5, 0.5, 0.5], 0.2, 8);
        for (int generation = 0; generation < 150; generation++)
        {
            double[][] points = [.. Enumerable.Range(0, 8).Select(_ => strategy.Sample(random))];
            strategy.Update([.. points.OrderBy(Ellipsoid)], new double[4]);
        }

        Assert.InRange(Ellipsoid([.. strategy.Mean]), 0.0, 1e-8);
        Assert.True(strategy.Condition > 1e3, $"{strategy.Condition}");
    }

    [Fact]
    public void Update_LeastDeviation_KeepsACoordinateMoving()
    {
        RandomStream random = new(1);
        CmaEs strategy = new([0.5, 0.5], 0.2, 6);
        for (int generation = 0; generation < 100; generation++)
        {
            double[][] points = [.. Enumerable.Range(0, 6).Select(_ => strategy.Sample(random))];
            strategy.Update([.. points.OrderBy(point => (point[0] * point[0]) + (point[1] * point[1]))], [0.05, 0.0]);
        }

        Assert.True(strategy.Deviation(0) > 0.049, $"{strategy.Deviation(0)}");
        Assert.True(strategy.Deviation(1) < 0.01, $"{strategy.Deviation(1)}");
    }

    // Axes of lengths 1 to 100, turned by 45 degrees in two planes.
    private static double Ellipsoid(double[] x)
        => Math.Pow(x[0] + x[1], 2.0) + (1e4 * Math.Pow(x[0] - x[1] - 0.3, 2.0)) + (100.0 * Math.Pow(x[2] + x[3], 2.0))
            + Math.Pow(x[2] - x[3], 2.0);
}
