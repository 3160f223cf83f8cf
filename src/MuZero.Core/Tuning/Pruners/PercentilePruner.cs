using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Prunes a trial whose best intermediate value is worse than a percentile of the complete trials' values at the same step
/// (Optuna's rule).</summary>
/// <remarks>A trial whose values are all NaN is pruned. Ray's median rule, over running means and running trials, is the scheduler
/// "median".</remarks>
public class PercentilePruner : IPruner
{
    /// <summary>The percentage of trials that are kept: 25 keeps the best quarter. In [0, 100].</summary>
    /// <value>Default 25.</value>
    [Range(0.0, 100.0)]
    public virtual double Percentile { get; init; } = 25.0;

    /// <summary>Complete trials before any is pruned.</summary>
    /// <value>Default 5.</value>
    [JsonPropertyName("n_startup_trials")]
    [Range(0, int.MaxValue)]
    public int StartupTrials { get; init; } = 5;

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

    /// <summary>Complete trials that must have reported at the step.</summary>
    /// <value>Default 1.</value>
    [JsonPropertyName("n_min_trials")]
    [Range(1, int.MaxValue)]
    public int MinTrials { get; init; } = 1;

    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes)
    {
        bool isMaximized = Reports.IsMaximized(study);
        List<Trial> complete = [.. study.Finished.Where(other => other.State == TrialState.Complete)];
        if (complete.Count == 0 || complete.Count < StartupTrials || !Reports.IsDue(trial, WarmupSteps, IntervalSteps))
        {
            return false;
        }

        double best = Reports.Best(trial.Intermediate, isMaximized);
        if (double.IsNaN(best))
        {
            return true;
        }

        long step = trial.Intermediate[^1].Step;
        List<double> others = [.. complete.Select(other => Reports.At(other, step)).OfType<double>()];
        double limit = others.Count < MinTrials ? double.NaN
            : Percentiles.Linear(others, (isMaximized ? 100.0 - Percentile : Percentile) / 100.0);
        return isMaximized ? best < limit : best > limit;
    }
}

/// <summary>Prunes a trial whose best intermediate value is worse than the median of the complete trials' values at the same step
/// (Optuna's rule).</summary>
public sealed class MedianPruner : PercentilePruner
{
    /// <summary>The percentage of trials that are kept: 50.</summary>
    [Range(50.0, 50.0)]
    public override double Percentile { get; init; } = 50.0;
}
