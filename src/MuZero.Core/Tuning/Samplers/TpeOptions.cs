using System.ComponentModel.DataAnnotations;

namespace MuZero.Tuning.Samplers;

/// <summary>Options of the <see cref="TpeSampler"/>. The defaults are those of Optuna 5.</summary>
public sealed record TpeOptions
{
    /// <summary>Complete and pruned trials before the estimators are used; until then parameters are drawn uniformly.</summary>
    /// <value>Default 10.</value>
    [Range(0, int.MaxValue)]
    public int StartupTrials { get; init; } = 10;

    /// <summary>Points drawn from the density of the good trials, of which the one with the largest ratio is proposed.</summary>
    /// <value>Default 24.</value>
    [Range(1, int.MaxValue)]
    public int Candidates { get; init; } = 24;

    /// <summary>True to estimate parameters together, false each on its own.</summary>
    /// <value>Default null: together if the study has one objective. Optuna 3.1 estimates each on its own.</value>
    public bool? Multivariate { get; init; }

    /// <summary>With <see cref="Multivariate"/>, true to split the space into groups of parameters that trials always have together, so
    /// that conditional parameters are estimated too; false to estimate those parameters together that all trials have.</summary>
    /// <value>Default true.</value>
    public bool Grouped { get; init; } = true;

    /// <summary>True to count running trials as bad ones, which keeps workers that run side by side apart.</summary>
    /// <value>Default true.</value>
    public bool ConstantLiar { get; init; } = true;

    /// <summary>The weight of the prior beside one observation.</summary>
    /// <value>Default 1.</value>
    [Range(double.Epsilon, double.MaxValue)]
    public double PriorWeight { get; init; } = 1.0;

    /// <summary>True to keep kernels wider than the range over min(100, observations + 2).</summary>
    /// <value>Default true.</value>
    public bool MagicClip { get; init; } = true;

    /// <summary>True to count the ends of a range as neighbours of the outermost observations.</summary>
    /// <value>Default false.</value>
    public bool Endpoints { get; init; }

    /// <summary>The number of good trials among <paramref name="trials"/>: a tenth, at most 25.</summary>
    internal static int Gamma(int trials) => Math.Min((trials + 9) / 10, 25);

    /// <summary>These options, if they are valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal TpeOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(StartupTrials);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Candidates);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PriorWeight);
        return this;
    }
}
