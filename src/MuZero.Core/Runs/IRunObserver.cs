using MuZero.Results;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Receives a run's progress, and may end the run: a terminal view, a tuner, a test.</summary>
/// <remarks>An exception in an observer ends the run.</remarks>
public interface IRunObserver
{
    /// <summary>A message for the user. Called from the trainer's thread.</summary>
    void Report(RunMessage message)
    {
    }

    /// <summary>An episode was finished. Called from the threads that play or receive episodes.</summary>
    void EpisodeFinished(Episode episode)
    {
    }

    /// <summary>An optimiser step was taken. Called from the trainer's thread.</summary>
    /// <param name="step">Optimiser steps of the run so far.</param>
    void StepTaken(long step)
    {
    }

    /// <summary>An iteration ended. Called from the trainer's thread.</summary>
    /// <returns>Continue, or stop with a reason.</returns>
    RunVerdict IterationEnded(IterationResult result) => RunVerdict.Continue;
}

/// <summary>The subject of a <see cref="RunMessage"/>.</summary>
public enum RunMessageKind
{
    /// <summary>A choice that the run made, such as its backend.</summary>
    Choice,

    /// <summary>The checkpoint that the run continues from or begins with.</summary>
    Checkpoint,

    /// <summary>A damaged checkpoint that was skipped.</summary>
    Skipped,

    /// <summary>A limit that changes how the run works.</summary>
    Warning,

    /// <summary>An address at which the run is served.</summary>
    Address,
}

/// <summary>One message of a run.</summary>
/// <param name="Kind">Its subject.</param>
/// <param name="Text">One line for the user.</param>
public sealed record RunMessage(RunMessageKind Kind, string Text);

/// <summary>An observer's answer to an iteration.</summary>
/// <param name="StopReason">The reason to end the run, as one phrase; null to go on.</param>
public readonly record struct RunVerdict(string? StopReason)
{
    /// <summary>The run goes on.</summary>
    public static RunVerdict Continue => default;

    /// <summary>The run ends with a checkpoint, as if a stop criterion had been met.</summary>
    public static RunVerdict Stop(string reason) => new(reason);
}

/// <summary>Several observers as one; the first that asks for an end gives the reason.</summary>
public sealed class Observers(params IReadOnlyList<IRunObserver> observers) : IRunObserver
{
    /// <inheritdoc/>
    public void Report(RunMessage message)
    {
        foreach (IRunObserver observer in observers)
        {
            observer.Report(message);
        }
    }

    /// <inheritdoc/>
    public void EpisodeFinished(Episode episode)
    {
        foreach (IRunObserver observer in observers)
        {
            observer.EpisodeFinished(episode);
        }
    }

    /// <inheritdoc/>
    public void StepTaken(long step)
    {
        foreach (IRunObserver observer in observers)
        {
            observer.StepTaken(step);
        }
    }

    /// <inheritdoc/>
    public RunVerdict IterationEnded(IterationResult result)
    {
        RunVerdict verdict = RunVerdict.Continue;
        foreach (IRunObserver observer in observers)
        {
            RunVerdict answer = observer.IterationEnded(result);
            verdict = verdict.StopReason is null ? answer : verdict;
        }

        return verdict;
    }
}
