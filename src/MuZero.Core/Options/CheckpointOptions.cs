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

    /// <summary>Checkpoints kept; older or lower-scored ones are removed after a newer one is verified. 0 keeps all.</summary>
    /// <value>Default 3.</value>
    [Range(0, 1_000_000)]
    public int Keep { get; init; } = 3;

    /// <summary>The result whose largest values are kept; "min-NAME" keeps the smallest; empty keeps the newest. The newest is always kept.</summary>
    /// <value>Default empty.</value>
    public string ScoreAttribute { get; init; } = "";

    /// <summary>The replay buffer is saved with each checkpoint, so that resuming goes on with it.</summary>
    /// <value>Default true.</value>
    public bool Replay { get; init; } = true;
}
