using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MuZero.Numerics;

namespace MuZero.Tuning.Samplers.Evolution;

/// <summary>A normal distribution that moves towards small losses: the covariance matrix adaptation evolution strategy (Hansen 2016, "The
/// CMA Evolution Strategy: A Tutorial", with the default parameters of its table 1).</summary>
/// <remarks>The update of the covariance has a rank-one part, from the path that the mean takes, and a rank-mu part, from the generation's
/// points, the worse half with negative weights.</remarks>
internal sealed class CmaEs
{
    private const double LeastEigenvalue = 1e-20;

    private readonly int _parents; // mu
    private readonly double[] _weights; // [lambda] by rank
    private readonly double _mass, _pathRate, _rankOne, _rankMu, _stepRate, _damping, _length;
    private Vector<double> _mean, _path, _stepPath;
    private Matrix<double> _covariance, _axes, _inverseRoot;
    private int _generations;

    /// <summary>Starts at a point.</summary>
    /// <param name="mean">The point.</param>
    /// <param name="stepSize">The standard deviation in every direction.</param>
    /// <param name="population">Points of a generation (lambda), at least 4.</param>
    public CmaEs(double[] mean, double stepSize, int population)
    {
        int n = mean.Length;
        (StepSize, Population, _parents) = (stepSize, population, population / 2);
        double[] raw = [.. Enumerable.Range(1, population).Select(rank => Math.Log((population + 1) / 2.0) - Math.Log(rank))];
        (_mass, double negativeMass) = (Mass(raw[.._parents]), Mass(raw[_parents..]));
        _pathRate = (4.0 + (_mass / n)) / (n + 4.0 + (2.0 * _mass / n));
        _rankOne = 2.0 / (Math.Pow(n + 1.3, 2.0) + _mass);
        _rankMu = Math.Min(1.0 - _rankOne, 2.0 * (_mass - 2.0 + (1.0 / _mass)) / (Math.Pow(n + 2.0, 2.0) + _mass));
        _stepRate = (_mass + 2.0) / (n + _mass + 5.0);
        _damping = 1.0 + (2.0 * Math.Max(0.0, Math.Sqrt((_mass - 1.0) / (n + 1.0)) - 1.0)) + _stepRate;
        _length = Math.Sqrt(n) * (1.0 - (1.0 / (4.0 * n)) + (1.0 / (21.0 * n * n)));
        double negative = Math.Min(
            Math.Min(1.0 + (_rankOne / _rankMu), 1.0 + (2.0 * negativeMass / (_mass + 2.0))), (1.0 - _rankOne - _rankMu) / (n * _rankMu));
        double positiveSum = raw.Where(weight => weight > 0.0).Sum(), negativeSum = -raw.Where(weight => weight < 0.0).Sum();
        _weights = [.. raw.Select(weight => weight >= 0.0 ? weight / positiveSum : weight * negative / negativeSum)];
        (_mean, _path, _stepPath) = (DenseVector.OfArray(mean), new DenseVector(n), new DenseVector(n));
        _covariance = _axes = _inverseRoot = DenseMatrix.CreateIdentity(n);
    }

    /// <summary>The overall standard deviation (sigma).</summary>
    public double StepSize { get; private set; }

    /// <summary>Points of a generation (lambda).</summary>
    public int Population { get; }

    /// <summary>The ratio of the largest to the smallest eigenvalue of the covariance.</summary>
    public double Condition { get; private set; } = 1.0;

    /// <summary>The distribution's centre.</summary>
    public IReadOnlyList<double> Mean => [.. _mean];

    /// <summary>The standard deviation of a coordinate.</summary>
    public double Deviation(int coordinate) => StepSize * Math.Sqrt(_covariance[coordinate, coordinate]);

    /// <summary>Draws a point.</summary>
    public double[] Sample(RandomStream random)
        => [.. _mean + (StepSize * (_axes * DenseVector.Create(_mean.Count, _ => random.NextNormal())))];

    /// <summary>Moves the distribution after a generation.</summary>
    /// <param name="points">Lambda points, the one with the least loss first. Points that other distributions drew count as well; their
    /// steps are shortened to a length that is likely here (Hansen 2011, "Injecting external solutions").</param>
    /// <param name="leastDeviations">A lower bound for the standard deviation of each coordinate; 0 for none.</param>
    public void Update(IReadOnlyList<double[]> points, double[] leastDeviations)
    {
        int n = _mean.Count;
        double longest = Math.Sqrt(n) + (2.0 * n / (n + 2.0));
        Vector<double>[] steps = [.. points.Select(point => Shortened((DenseVector.OfArray(point) - _mean) / StepSize, longest))];
        Vector<double> step = new DenseVector(n);
        for (int i = 0; i < _parents; i++)
        {
            step += _weights[i] * steps[i];
        }

        _mean += StepSize * step;
        _generations++;
        _stepPath = ((1.0 - _stepRate) * _stepPath) + (Math.Sqrt(_stepRate * (2.0 - _stepRate) * _mass) * (_inverseRoot * step));
        double stepLength = _stepPath.L2Norm();
        bool isSteady = stepLength / Math.Sqrt(1.0 - Math.Pow(1.0 - _stepRate, 2.0 * _generations)) < (1.4 + (2.0 / (n + 1.0))) * _length;
        _path = ((1.0 - _pathRate) * _path) + (isSteady ? Math.Sqrt(_pathRate * (2.0 - _pathRate) * _mass) * step : new DenseVector(n));
        UpdateCovariance(steps, isSteady);
        StepSize *= Math.Exp(Math.Min(1.0, _stepRate / _damping * ((stepLength / _length) - 1.0)));
        for (int i = 0; i < n; i++)
        {
            _covariance[i, i] = Math.Max(_covariance[i, i], Math.Pow(leastDeviations[i] / StepSize, 2.0));
        }

        Decompose();
    }

    private void UpdateCovariance(Vector<double>[] steps, bool isSteady)
    {
        double missing = isSteady ? 0.0 : _pathRate * (2.0 - _pathRate);
        double keep = 1.0 + (_rankOne * missing) - _rankOne - (_rankMu * _weights.Sum());
        Matrix<double> covariance = (keep * _covariance) + (_rankOne * _path.OuterProduct(_path));
        for (int i = 0; i < steps.Length; i++)
        {
            // Negative weights shrink with the step's length, so that the matrix stays positive definite.
            double weight = _weights[i] >= 0.0 ? _weights[i]
                : _weights[i] * _mean.Count / Math.Max(Math.Pow((_inverseRoot * steps[i]).L2Norm(), 2.0), LeastEigenvalue);
            covariance += _rankMu * weight * steps[i].OuterProduct(steps[i]);
        }

        _covariance = covariance;
    }

    private Vector<double> Shortened(Vector<double> step, double longest)
        => step * Math.Min(1.0, longest / Math.Max((_inverseRoot * step).L2Norm(), double.Epsilon));

    // C = B D^2 B^T
    private void Decompose()
    {
        _covariance = (_covariance + _covariance.Transpose()) / 2.0;
        var eigen = _covariance.Evd(Symmetricity.Symmetric);
        Vector<double> lengths = eigen.EigenValues.Map(value => Math.Sqrt(Math.Max(value.Real, LeastEigenvalue)));
        Condition = Math.Pow(lengths.Maximum() / lengths.Minimum(), 2.0);
        Matrix<double> vectors = eigen.EigenVectors;
        _axes = vectors * DenseMatrix.OfDiagonalVector(lengths);
        _inverseRoot = vectors * DenseMatrix.OfDiagonalVector(1.0 / lengths) * vectors.Transpose();
    }

    // The number of equal weights that would vary as much.
    private static double Mass(double[] weights) => Math.Pow(weights.Sum(), 2.0) / weights.Sum(weight => weight * weight);
}
