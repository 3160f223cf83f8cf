using System.ComponentModel.DataAnnotations;

namespace MuZero.Tuning.Samplers;

/// <summary>Options of the <see cref="CmaEsSampler"/>.</summary>
public sealed record CmaEsOptions
{
    /// <summary>The first step size, as a share of each range.</summary>
    /// <value>Default 1/6, as in Optuna.</value>
    [Range(1e-6, 10.0)]
    public double StepSize { get; init; } = 1.0 / 6.0;

    /// <summary>Trials of a generation, at least 4.</summary>
    /// <value>Default null: 4 + floor(3 ln n) with n parameters (Hansen 2016).</value>
    public int? Population { get; init; }

    /// <summary>Complete trials before the first generation; they are drawn uniformly, and their parameters decide the space.</summary>
    /// <value>Default 1, as in Optuna.</value>
    [Range(1, int.MaxValue)]
    public int StartupTrials { get; init; } = 1;

    /// <summary>The factor by which the population grows when the search stagnates and begins again elsewhere (Auger and Hansen
    /// 2005).</summary>
    /// <value>Default 2.</value>
    [Range(1, 10)]
    public int RestartGrowth { get; init; } = 2;

    /// <summary>These options, if they are valid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal CmaEsOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StepSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(Population ?? 4, 4, nameof(Population));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StartupTrials);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RestartGrowth);
        return this;
    }
}
