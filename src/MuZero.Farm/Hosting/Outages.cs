using System.Collections.Concurrent;

namespace MuZero.Farm.Hosting;

/// <summary>The parts that a service has to do without for now, with the reasons. Written by any thread, shown in status and
/// metrics.</summary>
internal sealed class Outages(ILogger<Outages> log)
{
    /// <summary>The replay buffer cannot be reached.</summary>
    public const string Redis = "redis";

    /// <summary>The run's disk is full or cannot be written.</summary>
    public const string Disk = "disk";

    /// <summary>The weight store cannot be reached.</summary>
    public const string Storage = "storage";

    private readonly ConcurrentDictionary<string, string> _reasons = new();

    /// <summary>Missing parts with their reasons, or empty.</summary>
    public string Text
        => string.Join("; ", _reasons.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"));

    /// <summary>The names of the missing parts.</summary>
    public IReadOnlyList<string> Parts => [.. _reasons.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Notes that a part is missing; logged once until it is back.</summary>
    public void Begin(string part, string reason)
    {
        if (_reasons.TryAdd(part, reason))
        {
            log.Degraded(reason);
        }
    }

    /// <summary>Notes that a part is available.</summary>
    public void End(string part)
    {
        if (_reasons.TryRemove(part, out _))
        {
            log.Recovered(part);
        }
    }
}
