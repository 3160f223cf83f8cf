using MuZero.Tuning.Pruners;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Pruners;

/// <summary>Studies with given reports.</summary>
internal static class Optimisation
{
    /// <summary>An empty study.</summary>
    public static Study Open(IPruner pruner, Direction direction = Direction.Minimize, string name = "study")
        => Study.Open(new MemoryStudyLog(), name, [direction], new StudyOptions { Pruner = pruner });

    /// <summary>Adds a complete trial with these values at the steps from 1 on; its value is the last one.</summary>
    public static void Complete(this Study study, params double[] values) => study.Tell(study.Running(values), values[^1]);

    /// <summary>Adds a running trial with these values at the steps from 1 on.</summary>
    public static StudyTrial Running(this Study study, params double[] values)
    {
        StudyTrial trial = study.Ask();
        foreach ((double value, int i) in values.Select((value, i) => (value, i)))
        {
            trial.Report(value, i + 1);
        }

        return trial;
    }

    /// <summary>Reports once more.</summary>
    /// <returns>True if the trial is pruned.</returns>
    public static bool Prunes(this StudyTrial trial, double value, long step)
    {
        trial.Report(value, step);
        return trial.ShouldPrune();
    }

    /// <summary>The rungs that a trial has a value at.</summary>
    public static string Rungs(this StudyTrial trial) => string.Join(' ', trial.Snapshot.SystemAttributes.Keys
        .Where(name => name.StartsWith("completed_rung_", StringComparison.Ordinal)).Select(name => name["completed_rung_".Length..]));
}
