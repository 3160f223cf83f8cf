using Microsoft.Extensions.Logging;

namespace MuZero.Farm.Hosting;

/// <summary>What a service has to do without for now, and why. Written by any thread, shown in status, health and metrics.</summary>
public sealed class Degradation
{
    /// <summary>The replay buffer cannot be reached.</summary>
    public const string Redis = "redis";

    /// <summary>The disk is full or cannot be written.</summary>
    public const string Disk = "disk";

    /// <summary>The weight store cannot be reached.</summary>
    public const string Storage = "storage";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _reasons = [];

    /// <summary>What is missing, or empty.</summary>
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

    /// <summary>The names of what is missing.</summary>
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

    /// <summary>Something is missing; logged once until it is back.</summary>
    public void Set(string part, string reason, ILogger log)
    {
        lock (_gate)
        {
            if (_reasons.TryAdd(part, reason))
            {
                log.Degraded(reason);
            }
        }
    }

    /// <summary>It is back.</summary>
    public void Clear(string part, ILogger log)
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
