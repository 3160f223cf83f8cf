using MuZero.Errors;
using MuZero.Results;

namespace MuZero.Tuning.Running;

/// <summary>Trains what the tuner asks for: runs of this process, or curves that a test has made up.</summary>
internal interface ITrialRunner
{
    /// <summary>Trains a run until it ends, is told to end, or is interrupted. It goes on from the newest checkpoint of its directory if
    /// there is one.</summary>
    /// <param name="job">The run.</param>
    /// <param name="iterationEnded">Called after each iteration; a reason ends the run with a checkpoint, null lets it go on.</param>
    /// <param name="cancellation">Interrupts the run after the current step, with a checkpoint.</param>
    /// <exception cref="UserException">The run failed; its last checkpoint is whole.</exception>
    TrialEnding Run(TrialJob job, Func<IterationResult, string?> iterationEnded, CancellationToken cancellation);

    /// <summary>Replaces a run's checkpoints by a copy of another run's newest one.</summary>
    /// <returns>The results of the copied checkpoint's iteration.</returns>
    /// <exception cref="UserException">The other run has no checkpoint that is whole, or the copy cannot be written.</exception>
    IterationResult CopyCheckpoint(string from, TrialJob to);

    /// <summary>Writes the schedule of a run's parameters beside its checkpoints, to be replayed.</summary>
    void WriteSchedule(TrialJob job, string json);
}

/// <summary>One run of a trial.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Directory">The run's directory.</param>
/// <param name="Seed">Its number among the runs of the trial, from 0, by which its seed differs from theirs.</param>
/// <param name="Parameters">The trial's parameters by name.</param>
internal sealed record TrialJob(int Trial, string Directory, int Seed, IReadOnlyDictionary<string, object?> Parameters);

/// <summary>The end of a run.</summary>
/// <param name="Reason">The reason, as one phrase.</param>
/// <param name="Interrupted">True if the cancellation ended it.</param>
/// <param name="Results">All results of the run, those of earlier processes included.</param>
internal sealed record TrialEnding(string Reason, bool Interrupted, IReadOnlyList<IterationResult> Results);
