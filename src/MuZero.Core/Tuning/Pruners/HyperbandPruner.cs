using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Text;
using MuZero.Files;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Hyperband as in Optuna: each trial belongs to a bracket, and bracket b prunes by <see cref="SuccessiveHalvingPruner"/> without
/// its first b rungs, among its own trials.</summary>
/// <remarks>A trial's bracket follows from the CRC-32 of "study_number", in proportion to the brackets' budgets. The number of brackets is
/// floor(log(max / min) / log(factor)) + 1, by whole powers: Optuna's logarithm loses a bracket at 243 of factor 3 by rounding.
/// Synchronous Hyperband, which pauses trials, is the scheduler "hyperband".</remarks>
public sealed class HyperbandPruner : IPruner
{
    /// <summary>The steps of the first rung.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int MinResource { get; init; } = 1;

    /// <summary>The most steps of a trial; null for one more than the last step of the first complete trial.</summary>
    /// <value>Default null.</value>
    [Range(1, int.MaxValue)]
    public int? MaxResource { get; init; }

    /// <summary>The quotient of neighbouring rungs' steps, at least 2.</summary>
    /// <value>Default 3.</value>
    [Range(2, int.MaxValue)]
    public int ReductionFactor
    {
        get;
        init => field = value >= 2
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A reduction factor is at least 2.");
    } = 3;

    /// <summary>The number of values that a rung needs before any trial passes.</summary>
    /// <value>Default 0.</value>
    [Range(0, int.MaxValue)]
    public int BootstrapCount { get; init; }

    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes)
    {
        if ((MaxResource ?? EstimatedResource(study)) is not { } most)
        {
            return false;
        }

        IReadOnlyList<long> budgets = Budgets(most);
        int bracket = BracketOf(study.Name, trial.Number, budgets);
        SuccessiveHalvingPruner pruner = new()
        {
            MinResource = MinResource,
            ReductionFactor = ReductionFactor,
            MinEarlyStoppingRate = bracket,
            BootstrapCount = BootstrapCount,
        };
        return pruner.ShouldPrune(
            study, trial, attributes, study.Trials.Where(other => BracketOf(study.Name, other.Number, budgets) == bracket));
    }

    /// <summary>The bracket of a trial.</summary>
    /// <param name="study">The study's name.</param>
    /// <param name="trial">The trial's number.</param>
    /// <param name="budgets">The brackets' shares of trials.</param>
    internal static int BracketOf(string study, int trial, IReadOnlyList<long> budgets)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{study}_{trial}");
        long place = Crc32.Compute(Encoding.UTF8.GetBytes(name)) % budgets.Sum();
        int bracket = 0;
        while (place >= budgets[bracket])
        {
            place -= budgets[bracket++];
        }

        return bracket;
    }

    /// <summary>The brackets' shares of trials, for trials of at most <paramref name="most"/> steps.</summary>
    internal IReadOnlyList<long> Budgets(int most)
    {
        int brackets = 1;
        while (MinResource * BigInteger.Pow(ReductionFactor, brackets) <= most)
        {
            brackets++;
        }

        return [.. Enumerable.Range(1, brackets).Reverse()
            .Select(rungs => (long)(((brackets * BigInteger.Pow(ReductionFactor, rungs - 1)) + rungs - 1) / rungs))];
    }

    // Optuna takes the longest of the trials that are complete when it first decides; here the decision depends on the log alone.
    private static int? EstimatedResource(StudyState study)
        => study.Finished.FirstOrDefault(trial => trial.State == TrialState.Complete && trial.Last is not null) is { Last: { } last }
            ? (int)Math.Min(last.Step + 1, int.MaxValue)
            : null;
}
