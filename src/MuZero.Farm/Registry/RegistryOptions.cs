using System.ComponentModel.DataAnnotations;

namespace MuZero.Farm.Registry;

/// <summary>The time that workers may be silent.</summary>
public sealed record RegistryOptions
{
    /// <summary>The interval of heartbeats.</summary>
    /// <value>Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Heartbeats that may be missing before the lease ends.</summary>
    /// <value>Default 3.</value>
    [Range(1, 1000)]
    public int MissedHeartbeats { get; init; } = 3;
}
