using MuZero.Numerics;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>Discrete distributions that favour the observed choice, and the uniform one.</summary>
internal sealed class CategoricalKernels : Kernels
{
    private readonly int _choices;
    private readonly int[] _observed; // [K - 1]
    private readonly double _seen, _unseen;

    /// <summary>Places the kernels.</summary>
    /// <param name="choices">The number of choices.</param>
    /// <param name="representations">The observed indices.</param>
    /// <param name="priorWeight">The weight of the uniform distribution, shared among the kernels.</param>
    public CategoricalKernels(int choices, IReadOnlyList<double> representations, double priorWeight)
    {
        (_choices, _observed) = (choices, new int[representations.Count]);
        for (int i = 0; i < _observed.Length; i++)
        {
            _observed[i] = (int)representations[i];
        }

        double share = priorWeight / (_observed.Length + 1);
        _unseen = share / (1.0 + (choices * share));
        _seen = (1.0 + share) / (1.0 + (choices * share));
    }

    /// <summary>The probability of a choice under one kernel.</summary>
    public double Probability(int kernel, int choice)
        => kernel == _observed.Length ? 1.0 / _choices : choice == _observed[kernel] ? _seen : _unseen;

    /// <inheritdoc/>
    public override double Sample(int kernel, RandomStream random)
    {
        double target = random.NextDouble();
        int choice = 0;
        for (target -= Probability(kernel, 0); target >= 0.0 && choice < _choices - 1; target -= Probability(kernel, choice))
        {
            choice++;
        }

        return choice;
    }

    /// <inheritdoc/>
    public override void AddLogDensities(double representation, Span<double> logs)
    {
        double seen = Math.Log(_seen), unseen = Math.Log(_unseen);
        for (int i = 0; i < _observed.Length; i++)
        {
            logs[i] += _observed[i] == (int)representation ? seen : unseen;
        }

        logs[_observed.Length] -= Math.Log(_choices);
    }
}
