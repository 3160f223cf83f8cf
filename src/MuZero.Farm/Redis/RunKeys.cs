using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>Every Redis key of one run. They share a hash tag, so that a run is in one slot of a cluster and one script may touch them
/// all.</summary>
internal sealed class RunKeys(string run)
{
    private readonly string _tag = $"muzero:{{{run}}}";

    /// <summary>The run's name.</summary>
    public string Run => run;

    /// <summary>Hash: game, bounds, the limiter's window and counters, epoch, weight version.</summary>
    public RedisKey Meta => _tag + ":meta";

    /// <summary>Sorted set: members id|positions|bytes of the episodes held, by their running number.</summary>
    public RedisKey Order => _tag + ":order";

    /// <summary>Hash: the last sequence number taken from each producer.</summary>
    public RedisKey Producers => _tag + ":producers";

    /// <summary>Stream: episodes that must not be trained on, with the reason.</summary>
    public RedisKey Quarantine => _tag + ":quarantine";

    /// <summary>Sorted set: members of the order whose frames have fresh targets that no trainer has read, by the number of the
    /// exchange.</summary>
    public RedisKey Fresh => _tag + ":fresh";

    /// <summary>The prefix of an episode's id.</summary>
    public string EpisodePrefix => _tag + ":ep:";

    /// <summary>String: one episode's frame.</summary>
    public RedisKey Episode(string id) => EpisodePrefix + id;
}

/// <summary>Every Redis key of one study of hyper-parameters.</summary>
internal sealed class StudyKeys(string study)
{
    private const string Opening = "muzero:{study:";
    private const string Closing = "}:log";

    private readonly string _tag = $"{Opening}{study}}}";

    /// <summary>The pattern of the logs of all studies.</summary>
    public static string AllLogs => $"{Opening}*{Closing}";

    /// <summary>List: the study's operations.</summary>
    public RedisKey Log => _tag + ":log";

    /// <summary>Hash: the last sequence number of each appender.</summary>
    public RedisKey Appenders => _tag + ":appenders";

    /// <summary>Set: every worker that was announced.</summary>
    public RedisKey Workers => _tag + ":workers";

    /// <summary>The prefix of a worker's key.</summary>
    public string WorkerPrefix => _tag + ":worker:";

    /// <summary>The study of a log's key.</summary>
    public static string StudyOf(string log) => log[Opening.Length..^Closing.Length];

    /// <summary>String with an expiry: the worker is alive.</summary>
    public RedisKey Worker(string name) => WorkerPrefix + name;
}
