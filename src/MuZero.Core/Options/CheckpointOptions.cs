using System.ComponentModel.DataAnnotations;

namespace MuZero.Options;

/// <summary>The writing and keeping of checkpoints; the names are RLlib's.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Training iterations between checkpoints; 0 writes one at the end only.</summary>
    /// <value>Default 10.</value>
    [Range(0, 1_000_000)]
    public int Frequency { get; init; } = 10;

    /// <summary>A checkpoint is also written when the run ends.</summary>
    /// <value>Default true.</value>
    public bool AtEnd { get; init; } = true;

    /// <summary>Newest checkpoints kept; older ones are removed after a newer one is verified. 0 keeps all. The best is kept too.</summary>
    /// <value>Default 3.</value>
    [Range(0, 1_000_000)]
    public int Keep { get; init; } = 3;

    /// <summary>The result whose largest value makes a checkpoint the best, which is kept in best/; "min-NAME" takes the smallest. Empty
    /// takes the lower end of the evaluation's interval: evaluation/score_low or evaluation/mean_low; the fewest lost lines if evaluations
    /// are exhaustive.</summary>
    /// <value>Default empty.</value>
    public string ScoreAttribute { get; init; } = "";

    /// <summary>The replay buffer is saved with each checkpoint, so that resuming goes on with it.</summary>
    /// <value>Default true.</value>
    public bool Replay { get; init; } = true;
}
