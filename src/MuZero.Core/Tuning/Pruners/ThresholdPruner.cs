using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Prunes a trial whose last intermediate value is NaN, below a lower or above an upper limit (Optuna's rule).</summary>
public sealed class ThresholdPruner : IPruner
{
    /// <summary>The lower limit.</summary>
    /// <value>Default negative infinity.</value>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>The upper limit.</summary>
    /// <value>Default infinity.</value>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>Steps of a trial before which it is not pruned.</summary>
    /// <value>Default 0.</value>
    [JsonPropertyName("n_warmup_steps")]
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; init; }

    /// <summary>Steps between decisions, counted from the end of the warm-up.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int IntervalSteps
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An interval is at least 1 step.");
    } = 1;

    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes)
        => Reports.IsDue(trial, WarmupSteps, IntervalSteps)
            && !(trial.Intermediate[^1].Value >= Lower && trial.Intermediate[^1].Value <= Upper);
}
