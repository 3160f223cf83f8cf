using MuZero.Numerics;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>A density over several parameters, estimated from observations: a mixture whose components are products of one kernel per
/// parameter.</summary>
/// <remarks>All parameters of a component stem from the same observation, which is how the estimate keeps what belongs together.</remarks>
internal sealed class ParzenEstimator
{
    // exp(-50) is less than the rounding error of 1, even a million times.
    private const double Negligible = 50.0;

    private readonly Kernels[] _kernels; // [parameters]
    private readonly double[] _weights, _logWeights; // [K] K = observations + 1
    private readonly double[] _logs; // [K] of the call that runs

    /// <summary>Estimates the density.</summary>
    /// <param name="space">The parameters.</param>
    /// <param name="observations">Representations by parameter and observation, in the space's order.</param>
    /// <param name="weights">A weight per observation; null for <see cref="DefaultWeights"/>.</param>
    /// <param name="options">The kernels' options.</param>
    public ParzenEstimator(
        IReadOnlyList<Distribution> space, IReadOnlyList<IReadOnlyList<double>> observations, double[]? weights, TpeOptions options)
    {
        int count = observations[0].Count;
        _kernels = new Kernels[space.Count];
        for (int i = 0; i < _kernels.Length; i++)
        {
            _kernels[i] = KernelsOf(space[i], observations[i], options);
        }

        _weights = Normalized([.. weights ?? DefaultWeights(count), options.PriorWeight]);
        _logWeights = [.. _weights.Select(weight => Math.Log(weight))];
        _logs = new double[count + 1];
    }

    /// <summary>The kernels of each parameter.</summary>
    public IReadOnlyList<Kernels> Parameters => _kernels;

    /// <summary>The weight of each component, the prior's last; they sum to 1.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Weights of observations from the oldest to the newest: 1 for the last 25, and a ramp up to it for the older ones.</summary>
    public static double[] DefaultWeights(int count)
    {
        const int recent = 25;
        double[] weights = new double[count];
        int older = Math.Max(0, count - recent);
        for (int i = 0; i < count; i++)
        {
            double share = older > 1 ? (double)i / (older - 1) : 0.0;
            weights[i] = i >= older ? 1.0 : (1.0 / count) + (share * (1.0 - (1.0 / count)));
        }

        return weights;
    }

    /// <summary>Draws one representation per parameter.</summary>
    public double[] Sample(RandomStream random)
    {
        double target = random.NextDouble();
        int component = 0;
        for (target -= _weights[0]; target >= 0.0 && component < _weights.Length - 1; target -= _weights[component])
        {
            component++;
        }

        return [.. _kernels.Select(kernels => kernels.Sample(component, random))];
    }

    /// <summary>The logarithm of the density at a point.</summary>
    /// <param name="point">One representation per parameter.</param>
    public double LogDensity(IReadOnlyList<double> point)
    {
        _logWeights.CopyTo(_logs, 0);
        for (int i = 0; i < _kernels.Length; i++)
        {
            _kernels[i].AddLogDensities(point[i], _logs);
        }

        double max = double.NegativeInfinity, sum = 0.0;
        foreach (double log in _logs)
        {
            max = Math.Max(max, log);
        }

        foreach (double log in _logs)
        {
            sum += log > max - Negligible ? Math.Exp(log - max) : 0.0;
        }

        return max + Math.Log(sum);
    }

    private static Kernels KernelsOf(Distribution distribution, IReadOnlyList<double> observations, TpeOptions options)
        => distribution is CategoricalDistribution list
            ? new CategoricalKernels(list.Choices.Count, observations, options.PriorWeight)
            : new NumericKernels(new NumericAxis(distribution), observations, options.MagicClip, options.Endpoints);

    private static double[] Normalized(double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
