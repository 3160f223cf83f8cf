namespace MuZero.Runs;

/// <summary>Receives a run's progress: a terminal view, a test. Called from the trainer's thread.</summary>
public interface IRunObserver
{
    /// <summary>One line for the user: what started, was saved, was skipped, was thrown away.</summary>
    void Report(string line);

    /// <summary>An iteration ended.</summary>
    void IterationEnded(IterationResult result);
}

/// <summary>One training iteration's results, in the order of result.json; names are RLlib's if the meaning is equal.</summary>
/// <param name="Iteration">training_iteration, from 1.</param>
/// <param name="Values">Every result by name: training_iteration, timesteps_total, episode_reward_mean, loss/total and so on.</param>
public sealed record IterationResult(long Iteration, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>A result by name, or NaN if this iteration has none.</summary>
    public double this[string name]
    {
        get
        {
            foreach ((string key, double value) in Values)
            {
                if (key == name)
                {
                    return value;
                }
            }

            return double.NaN;
        }
    }
}

/// <summary>The end of a run.</summary>
/// <param name="Iteration">The last iteration.</param>
/// <param name="Step">Optimiser steps in all.</param>
/// <param name="Reason">One line: which stop criterion was met, or that it was interrupted.</param>
/// <param name="Interrupted">True if the user stopped it.</param>
/// <param name="Checkpoint">The last checkpoint's directory, or null if none was written.</param>
public sealed record RunSummary(long Iteration, long Step, string Reason, bool Interrupted, string? Checkpoint);
