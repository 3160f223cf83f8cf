using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Farm.Worker;

/// <summary>The options of a self-play worker: its farm, and the bounds of what it keeps during an outage.</summary>
public sealed record WorkerOptions
{
    /// <summary>The worker's own ports and its token.</summary>
    [ValidateObjectMembers]
    public ServiceOptions Service { get; init; } = new();

    /// <summary>The replay buffer.</summary>
    [ValidateObjectMembers]
    public RedisOptions Redis { get; init; } = new();

    /// <summary>The trainer's address, such as http://127.0.0.1:7401.</summary>
    [Required]
    public required string Trainer { get; init; }

    /// <summary>The path of the game's assembly on this machine; null takes the one that the trainer recorded, if its checksum is the
    /// same.</summary>
    /// <value>Default none.</value>
    public string? Game { get; init; }

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

    /// <summary>A call that has no answer by then has failed.</summary>
    /// <value>Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time that a worker at its end takes to push its last episodes.</summary>
    /// <value>Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Flush { get; init; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
