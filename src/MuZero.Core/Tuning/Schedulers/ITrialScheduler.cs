namespace MuZero.Tuning.Schedulers;

/// <summary>Shares the budget among trials that run side by side: which trial runs next, and whether a running one goes on.</summary>
/// <remarks>A scheduler is a fold over the study's log: the tuner tells it every event in the log's order, those of other workers and of
/// before a restart included. The same log therefore gives the same decisions. Its random choices depend on the study's seed, the trial's
/// number and the time of the result.</remarks>
public interface ITrialScheduler
{
    /// <summary>A trial was created.</summary>
    void Added(int trial, IReadOnlyDictionary<string, object?> parameters);

    /// <summary>A trial reported.</summary>
    /// <param name="trial">Its number.</param>
    /// <param name="time">Training spent on it so far, in the unit of the scheduler's time attribute, such as iterations.</param>
    /// <param name="value">The metric at that time; larger is better, the tuner turns the sign if the metric is minimised. May be
    /// NaN.</param>
    TrialDecision Reported(int trial, double time, double value);

    /// <summary>A trial ended by itself, was stopped or failed.</summary>
    void Ended(int trial);

    /// <summary>No trial is added any more, for instance because the number of trials was reached.</summary>
    /// <remarks>A synchronous scheduler waits until then for trials that complete a group.</remarks>
    void AllAdded()
    {
    }

    /// <summary>Those waiting trials that end without running again, for instance because their group was halved while they were
    /// paused.</summary>
    /// <param name="waiting">Trials that wait or are paused, ascending.</param>
    /// <remarks>The tuner asks after every event and before <see cref="Next"/>, and ends these trials.</remarks>
    IReadOnlyList<int> Dropped(IReadOnlyList<int> waiting) => [];

    /// <summary>The trial that should run next.</summary>
    /// <param name="waiting">Trials that wait or are paused, ascending; not empty.</param>
    /// <returns>One of them, or null if none may run before another one reports or is added.</returns>
    int? Next(IReadOnlyList<int> waiting) => waiting[0];
}

/// <summary>The action on a trial after a report.</summary>
public enum TrialAction
{
    /// <summary>It goes on.</summary>
    Continue,

    /// <summary>It ends here.</summary>
    Stop,

    /// <summary>It writes a checkpoint and waits until <see cref="ITrialScheduler.Next"/> names it.</summary>
    Pause,

    /// <summary>It goes on from a copy of another trial's newest checkpoint, with other parameters (population based training).</summary>
    Exploit,
}

/// <summary>A scheduler's answer to a report.</summary>
/// <param name="Action">The action.</param>
/// <param name="Source">With <see cref="TrialAction.Exploit"/>, the trial whose checkpoint is copied; otherwise -1.</param>
/// <param name="Parameters">With <see cref="TrialAction.Exploit"/>, the parameters from here on.</param>
/// <param name="Yields">True if the trial, after <paramref name="Action"/>, pauses in favour of another one that waits. It goes on if none
/// waits.</param>
public sealed record TrialDecision(
    TrialAction Action, int Source = -1, IReadOnlyDictionary<string, object?>? Parameters = null, bool Yields = false)
{
    /// <summary>The trial goes on.</summary>
    public static TrialDecision Continue { get; } = new(TrialAction.Continue);

    /// <summary>The trial ends here.</summary>
    public static TrialDecision Stop { get; } = new(TrialAction.Stop);

    /// <summary>The trial waits.</summary>
    public static TrialDecision Pause { get; } = new(TrialAction.Pause);
}

/// <summary>Runs every trial to its end, in the order of their numbers.</summary>
public sealed class FifoScheduler : ITrialScheduler
{
    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters)
    {
    }

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value) => TrialDecision.Continue;

    /// <inheritdoc/>
    public void Ended(int trial)
    {
    }
}
