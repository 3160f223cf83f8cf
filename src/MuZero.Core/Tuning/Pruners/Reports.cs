using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Pruners;

/// <summary>Readings of a trial's intermediate values that several pruners share.</summary>
internal static class Reports
{
    /// <summary>True if the study's only objective is maximised.</summary>
    /// <exception cref="InvalidOperationException">The study has several objectives.</exception>
    public static bool IsMaximized(StudyState study) => study.Directions.Count == 1
        ? study.Directions[0] == Direction.Maximize
        : throw new InvalidOperationException($"{study.Name} has {study.Directions.Count} objectives; trials are pruned by one only.");

    /// <summary>The best value, NaN left out; NaN if there is no other.</summary>
    public static double Best(IEnumerable<IntermediateValue> reported, bool isMaximized)
    {
        IEnumerable<double> values = reported.Select(value => value.Value).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN);
        return isMaximized ? values.Max() : values.Min();
    }

    /// <summary>The value at a step, or null if the trial did not report there.</summary>
    public static double? At(Trial trial, long step)
    {
        int low = 0, high = trial.Intermediate.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            IntermediateValue reported = trial.Intermediate[middle];
            if (reported.Step == step)
            {
                return reported.Value;
            }

            (low, high) = reported.Step < step ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>True if the last report is beyond the warm-up and the first one of its interval.</summary>
    public static bool IsDue(Trial trial, int warmupSteps, int intervalSteps)
    {
        long step = trial.Intermediate[^1].Step;
        if (step < warmupSteps)
        {
            return false;
        }

        long opened = ((step - warmupSteps) / intervalSteps * intervalSteps) + warmupSteps;
        return trial.Intermediate.Count == 1 || trial.Intermediate[^2].Step < opened;
    }
}
