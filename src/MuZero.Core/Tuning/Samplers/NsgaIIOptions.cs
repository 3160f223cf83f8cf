using System.ComponentModel.DataAnnotations;

namespace MuZero.Tuning.Samplers;

/// <summary>The way in which two parents' numbers become a child's.</summary>
public enum Crossover
{
    /// <summary>Each parameter is that of one parent.</summary>
    Uniform,

    /// <summary>Numbers lie around those of the parents, mostly near them (simulated binary crossover, Deb and Agrawal 1995).</summary>
    SimulatedBinary,
}

/// <summary>Options of the <see cref="NsgaIISampler"/>. The defaults are Optuna's unless a value says otherwise.</summary>
public sealed record NsgaIIOptions
{
    /// <summary>Trials of a generation.</summary>
    /// <value>Default 20, which is better than Optuna's 50 if trials are few.</value>
    [Range(2, int.MaxValue)]
    public int Population { get; init; } = 20;

    /// <summary>The probability that a child has two parents.</summary>
    /// <value>Default 0.9.</value>
    [Range(0.0, 1.0)]
    public double CrossoverProbability { get; init; } = 0.9;

    /// <summary>The probability that a parameter comes from the second parent.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 1.0)]
    public double SwappingProbability { get; init; } = 0.5;

    /// <summary>The probability that a parameter is drawn uniformly.</summary>
    /// <value>Default null: 1 / n with n parameters.</value>
    public double? MutationProbability { get; init; }

    /// <summary>The crossover of numbers; choices always take one parent's.</summary>
    /// <value>Default <see cref="Crossover.SimulatedBinary"/>; Optuna's is uniform.</value>
    public Crossover Crossover { get; init; } = Crossover.SimulatedBinary;

    /// <summary>With <see cref="Crossover.SimulatedBinary"/>, larger values keep children closer to their parents.</summary>
    /// <value>Default 2 with one objective, 20 with several.</value>
    public double? Eta { get; init; }

    /// <summary>These options, if they are valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal NsgaIIOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Population, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Eta ?? 0.0, nameof(Eta));
        return this;
    }
}
