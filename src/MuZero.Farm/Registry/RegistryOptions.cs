using System.ComponentModel.DataAnnotations;

namespace MuZero.Farm.Registry;

/// <summary>The lengths of leases and the threshold of suspension.</summary>
public sealed record RegistryOptions
{
    /// <summary>A heartbeat is due this often.</summary>
    /// <value>Default 2 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Heartbeats that may be missing before the lease ends.</summary>
    /// <value>Default 3.</value>
    [Range(1, 1000)]
    public int MissedHeartbeats { get; init; } = 3;

    /// <summary>A worker with more than this share of refused episodes is suspended.</summary>
    /// <value>Default 0.01.</value>
    [Range(0.0, 1.0)]
    public double RejectedShare { get; init; } = 0.01;

    /// <summary>No worker is suspended for fewer refused episodes.</summary>
    /// <value>Default 20.</value>
    [Range(1, 1_000_000)]
    public int LeastRejected { get; init; } = 20;
}
