using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Farm.Worker;

/// <summary>The options of a service that joins a trainer's run.</summary>
public abstract record RunMemberOptions
{
    /// <summary>The service's own ports and its token, that of a worker.</summary>
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

    /// <summary>A call that has no answer by then has failed.</summary>
    /// <value>Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Deadline { get; init; } = DefaultDeadline;

    internal static TimeSpan DefaultDeadline => TimeSpan.FromSeconds(5);
}
