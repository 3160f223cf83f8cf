using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Prunes a trial that is worse than the best complete one by a signed-rank test over the steps that both reported (Wilcoxon
/// 1945; Optuna's rule).</summary>
/// <remarks>A step is an instance of the problem, such as a seed or an opponent, and the trial's value is the mean over all of them. A
/// trial whose mean so far is not worse than the best one's is not pruned. Steps at which a value is not finite do not count.</remarks>
public sealed class WilcoxonPruner : IPruner
{
    /// <summary>A trial is pruned if the p-value is below; in [0, 1].</summary>
    /// <value>Default 0.1.</value>
    [Range(0.0, 1.0)]
    public double PThreshold { get; init; } = 0.1;

    /// <summary>Common steps before which no trial is pruned.</summary>
    /// <value>Default 2.</value>
    [JsonPropertyName("n_startup_steps")]
    [Range(0, int.MaxValue)]
    public int StartupSteps { get; init; } = 2;

    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes)
    {
        double sign = Reports.IsMaximized(study) ? -1.0 : 1.0;
        Trial? best = study.Finished.Where(other => other.State == TrialState.Complete && other.IsFeasible)
            .OrderBy(other => sign * other.Value).ThenBy(other => other.Number).FirstOrDefault();
        if (best is null || best.Intermediate.Count == 0)
        {
            return false;
        }

        List<double> losses = [.. trial.Intermediate
            .Select(reported => sign * (reported.Value - Reports.At(best, reported.Step) ?? double.NaN)).Where(double.IsFinite)];
        return losses.Count > 0 && losses.Count >= StartupSteps
            && sign * Mean(trial) > sign * Mean(best)
            && SignedRank.PValue(losses) < PThreshold;
    }

    private static double Mean(Trial trial)
        => trial.Intermediate.Select(reported => reported.Value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
