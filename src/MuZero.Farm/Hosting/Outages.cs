using Microsoft.Extensions.Logging;

namespace MuZero.Farm.Hosting;

/// <summary>The parts that a service has to do without for now, with the reasons. Written by any thread, shown in status and metrics.</summary>
/// <param name="log">Gets a line when a part is lost and when it is back.</param>
public sealed class Outages(ILogger<Outages> log)
{
    /// <summary>The replay buffer cannot be reached.</summary>
    public const string Redis = "redis";

    /// <summary>The run's disk is full or cannot be written.</summary>
    public const string Disk = "disk";

    /// <summary>The weight store cannot be reached.</summary>
    public const string Storage = "storage";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _reasons = [];

    /// <summary>Missing parts with their reasons, or empty.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join("; ", _reasons.Select(pair => $"{pair.Key}: {pair.Value}"));
            }
        }
    }

    /// <summary>The names of the missing parts.</summary>
    public IReadOnlyList<string> Parts
    {
        get
        {
            lock (_gate)
            {
                return [.. _reasons.Keys];
            }
        }
    }

    /// <summary>Notes that a part is missing; logged once until it is back.</summary>
    public void Begin(string part, string reason)
    {
        lock (_gate)
        {
            if (_reasons.TryAdd(part, reason))
            {
                log.Degraded(reason);
            }
        }
    }

    /// <summary>Notes that a part is available.</summary>
    public void End(string part)
    {
        lock (_gate)
        {
            if (_reasons.Remove(part))
            {
                log.Recovered(part);
            }
        }
    }
}
