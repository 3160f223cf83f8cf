using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MuZero.Farm.Worker;

/// <summary>The options of a self-play worker: its farm, and the bounds of what it keeps during an outage.</summary>
public sealed record WorkerOptions : RunMemberOptions
{
    /// <summary>Holds episodes while Redis is away.</summary>
    [Required]
    public required string Spool { get; init; }

    /// <summary>The spool's size at most, in mebibytes; the oldest episodes are dropped beyond it.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1_048_576)]
    public int SpoolMebibytes { get; init; } = 256;

    /// <summary>Actor threads; 0 takes the run's.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Actors { get; init; }

    /// <summary>The time that a worker at its end takes to push its last episodes.</summary>
    /// <value>Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Flush { get; init; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
