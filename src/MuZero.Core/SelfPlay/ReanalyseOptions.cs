using System.ComponentModel.DataAnnotations;
using MuZero.Numerics;

namespace MuZero.SelfPlay;

/// <summary>Fresh targets for episodes in the replay buffer (docs/ALGORITHM.md 3.7).</summary>
public sealed record ReanalyseOptions
{
    /// <summary>Positions that are searched again for each position that the trainer draws: their policies and root values replace those of
    /// the buffer's episodes, the stalest first. 0 searches none, 1 as many as are drawn. Of an episode that the newest weights have
    /// searched nothing is searched again, so the buffer's size and training.publish_steps bound the work too.</summary>
    /// <remarks>MuZero Unplugged calls it the reanalyse fraction: 0.5 to 1, and 1 offline; EfficientZero 0.99.</remarks>
    /// <value>Default 0.</value>
    [Range(0.0, 1.0)]
    [TuningRange(0, 1)]
    public double Ratio { get; init; }

    /// <summary>Simulations per position that is searched again. 0 takes self-play's.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000)]
    public int Simulations { get; init; }

    /// <summary>Optimiser steps between two changes of the target network, whose searches give fresh targets. 0 takes the newest published
    /// weights.</summary>
    /// <remarks>EfficientZero 200.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000_000)]
    [TuningRange(50, 1000, Log = true)]
    public int TargetInterval { get; init; }

    /// <summary>The roots of these searches have self-play's noise: actions that the prior neglects are tried again, and the targets
    /// contain the noise. With <see cref="Search.SearchVariant.Gumbel"/> the root's actions are drawn.</summary>
    /// <remarks>EfficientZero and LightZero true.</remarks>
    /// <value>Default true.</value>
    public bool RootNoise { get; init; } = true;

    /// <summary>Environment steps of age after which a position's value target has one TD step less, down to one: the outcome of old play
    /// gives way to fresh root values. 0 keeps all steps.</summary>
    /// <remarks>EfficientZero 30,000, which is 0.3 of a run's steps, of 5 TD steps.</remarks>
    /// <value>Default 0.</value>
    [Range(0, 1_000_000_000)]
    [TuningRange(1000, 100000, Log = true)]
    public int TdStepAge { get; init; }

    /// <summary>Threads that search again. 0 begins with one and adds one while the trainer waits for fresh targets and the run gets
    /// faster.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }
}
