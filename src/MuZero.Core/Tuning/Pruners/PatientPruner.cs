using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Prunes only trials that no longer improve: the best of the last values is worse than the best before them (Optuna's
/// rule).</summary>
/// <param name="wrapped">Decides on those trials; null prunes them all.</param>
/// <param name="patience">The last values are this many and one more; at least 0.</param>
/// <param name="minDelta">The values may be worse by this much; at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The patience or the difference is negative.</exception>
public sealed class PatientPruner(IPruner? wrapped, int patience, double minDelta = 0.0) : IPruner
{
    private readonly int _recent = patience >= 0 ? patience + 1
        : throw new ArgumentOutOfRangeException(nameof(patience), patience, "The patience must not be negative.");

    private readonly double _minDelta = minDelta >= 0.0 ? minDelta
        : throw new ArgumentOutOfRangeException(nameof(minDelta), minDelta, "The difference must not be negative.");

    /// <inheritdoc/>
    public bool ShouldPrune(StudyState study, Trial trial, IDictionary<string, double> attributes)
    {
        bool isMaximized = Reports.IsMaximized(study);
        int earlier = trial.Intermediate.Count - _recent;
        if (earlier <= 0)
        {
            return false;
        }

        double before = Reports.Best(trial.Intermediate.Take(earlier), isMaximized);
        double after = Reports.Best(trial.Intermediate.Skip(earlier), isMaximized);
        bool isWorse = isMaximized ? before - _minDelta > after : before + _minDelta < after;
        return isWorse && (wrapped is null || wrapped.ShouldPrune(study, trial, attributes));
    }
}
