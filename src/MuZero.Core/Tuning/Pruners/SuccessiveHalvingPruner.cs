using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Asynchronous successive halving as in Optuna: a trial passes a rung if its value is among the best 1 / reduction factor of the
/// values recorded there, its own included; otherwise it is pruned.</summary>
/// <remarks><para>Rung k lies at minimum resource x reduction factor^(k + minimum early stopping rate) steps. While a rung has fewer
/// values than the factor, the best one passes. Values at rungs are system attributes of the trials, completed_rung_k, as in Optuna. NaN
/// is pruned at a rung.</para>
/// <para>Ray's rule, a percentile of the values before, is the scheduler "asha"; the paper (Li et al. 2018) prunes none but
/// promotes.</para></remarks>
public sealed class SuccessiveHalvingPruner : IPruner
{
    /// <summary>The steps of the first rung; null for a hundredth of the steps of the first complete trial, at least 1.</summary>
    /// <value>Default null.</value>
    [Range(1, int.MaxValue)]
    public int? MinResource { get; init; }

    /// <summary>The quotient of neighbouring rungs' steps, at least 2.</summary>
    /// <value>Default 4.</value>
    [Range(2, int.MaxValue)]
    public int ReductionFactor
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reduction factor is at least 2.");
    } = 4;

    /// <summary>The rungs that are left out at the beginning.</summary>
    /// <value>Default 0.</value>
    [Range(0, 60)]
    public int MinEarlyStoppingRate { get; init; }

    /// <summary>The number of values that a rung needs before any trial passes.</summary>
    /// <value>Default 0.</value>
    [Range(0, int.MaxValue)]
    public int BootstrapCount { get; init; }

    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes)
        => ShouldPrune(study, trial, attributes, study.Trials);

    /// <summary>The decision among some trials of the study.</summary>
    internal bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes, IEnumerable<Trial> competitors)
    {
        bool isMaximized = Reports.IsMaximized(study);
        if ((MinResource ?? EstimatedResource(study)) is not { } resource)
        {
            return false;
        }

        (long step, double value) = trial.Intermediate[^1];
        int rung = 0;
        while (trial.SystemAttributes.ContainsKey(Key(rung)))
        {
            rung++;
        }

        for (; step >= resource * BigInteger.Pow(ReductionFactor, MinEarlyStoppingRate + rung); rung++)
        {
            if (double.IsNaN(value))
            {
                return true;
            }

            attributes[Key(rung)] = value;
            IEnumerable<Trial> others = competitors.Where(other => other.Number != trial.Number);
            List<double> values = [value, .. others.Select(other => At(other, rung)).OfType<double>()];
            if (values.Count <= BootstrapCount || !Passes(value, values, isMaximized))
            {
                return true;
            }
        }

        return false;
    }

    // Optuna estimates it from the longest of the trials that are complete when it first decides; here the decision depends on the log
    // alone.
    private static int? EstimatedResource(StudyState study)
        => study.Finished.FirstOrDefault(trial => trial.State == TrialState.Complete && trial.Last is not null) is { Last: { } last }
            ? (int)Math.Max(last.Step / 100, 1)
            : null;

    private bool Passes(double value, List<double> values, bool isMaximized)
        => values.Count(other => isMaximized ? other > value : other < value) <= Math.Max((values.Count / ReductionFactor) - 1, 0);

    private static double? At(Trial trial, int rung)
        => trial.SystemAttributes.TryGetValue(Key(rung), out JsonElement value) ? JournalNumbers.Read(value) : null;

    private static string Key(int rung) => string.Create(CultureInfo.InvariantCulture, $"completed_rung_{rung}");
}
