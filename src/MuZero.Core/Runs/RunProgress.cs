namespace MuZero.Runs;

/// <summary>A run's progress. Written by the trainer's thread.</summary>
internal sealed class RunProgress
{
    private long _weightVersion;

    /// <summary>Iterations completed.</summary>
    public long Iteration { get; set; }

    /// <summary>Steps of the current iteration; 0 between two.</summary>
    public int StepsInIteration { get; set; }

    /// <summary>Optimiser steps since the last publication.</summary>
    public long StepsSincePublish { get; set; }

    /// <summary>Seconds of all iterations, those before a resume included.</summary>
    public double TrainingSeconds { get; set; }

    /// <summary>The newest published weights; actors' threads read it.</summary>
    public long WeightVersion
    {
        get => Volatile.Read(ref _weightVersion);
        set => Volatile.Write(ref _weightVersion, value);
    }
}
