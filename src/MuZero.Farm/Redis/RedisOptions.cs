using System.ComponentModel.DataAnnotations;

namespace MuZero.Farm.Redis;

/// <summary>Redis's address and time limits.</summary>
public sealed record RedisOptions
{
    /// <summary>HOST:PORT.</summary>
    /// <value>Default 127.0.0.1:6379.</value>
    [Required]
    public string Endpoint { get; init; } = "127.0.0.1:6379";

    /// <summary>A file whose first line is the password of Redis's default user; none if it has none.</summary>
    /// <value>Default none.</value>
    public string? PasswordFile { get; init; }

    /// <summary>A call that has no answer by then has failed.</summary>
    /// <value>Default 5 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
}
