using MuZero.Tuning.Pruners;
using MuZero.Tuning.Samplers;

namespace MuZero.Tuning.Studies;

/// <summary>The part of one process in a study. Nothing of it is in the log, so the workers of a study should agree on it.</summary>
public sealed record StudyOptions
{
    /// <summary>Proposes parameters.</summary>
    /// <value>Default <see cref="RandomSampler"/>.</value>
    public ISampler Sampler { get; init; } = new RandomSampler();

    /// <summary>Ends trials early.</summary>
    /// <value>Default <see cref="NoPruner"/>.</value>
    public IPruner Pruner { get; init; } = new NoPruner();

    /// <summary>The seed of the proposals. With the trial's number and what the study holds it decides them.</summary>
    /// <value>Default 1.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>The worker's name in the log, which no other worker of the study has.</summary>
    /// <value>Default a new one for each object.</value>
    public string Worker { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>The clock of starts and ends.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
