namespace MuZero.Tuning.Running;

/// <summary>Receives a study's progress. Called from the threads that run trials, several at a time.</summary>
internal interface ITunerObserver
{
    /// <summary>A message for the user, one line.</summary>
    void Report(string line);

    /// <summary>A trial began, trained an iteration, or ended.</summary>
    void Changed(TrialProgress trial);
}

/// <summary>The phase of a trial as this process sees it.</summary>
internal enum TrialPhase
{
    /// <summary>It has its parameters and has not run.</summary>
    Waiting,

    /// <summary>It trains.</summary>
    Running,

    /// <summary>It has a checkpoint and waits for the scheduler.</summary>
    Paused,

    /// <summary>It ended with its value.</summary>
    Complete,

    /// <summary>The scheduler ended it.</summary>
    Pruned,

    /// <summary>It ended without a value.</summary>
    Failed,

    /// <summary>It has a checkpoint, from which the study goes on when it is resumed.</summary>
    Interrupted,
}

/// <summary>A trial's progress.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Parameters">Its parameters now.</param>
/// <param name="Metric">The metric's last value, or NaN.</param>
/// <param name="Iteration">The last training iteration.</param>
/// <param name="Seconds">The training time of its runs.</param>
internal sealed record TrialProgress(
    int Number, TrialPhase Phase, IReadOnlyDictionary<string, object?> Parameters, double Metric, long Iteration, double Seconds);
