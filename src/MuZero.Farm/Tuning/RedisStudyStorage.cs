using MuZero.Farm.Redis;
using MuZero.Tuning.Studies;

namespace MuZero.Farm.Tuning;

/// <summary>Studies in Redis, for workers on many machines.</summary>
/// <remarks>Redis keeps them if it has appendonly yes. A crash of the process then loses nothing that was acknowledged; a crash of its
/// machine can lose the last second, unless it has appendfsync always.</remarks>
/// <param name="redis">Its address and time limits.</param>
/// <param name="report">Receives a line when a study has to wait for Redis and when it goes on; null for none.</param>
public sealed class RedisStudyStorage(RedisOptions redis, Action<string>? report = null) : IDisposable
{
    private readonly RedisServer _server = new(redis);

    /// <summary>The time after which an exchange of a study fails if Redis stays away. Opening its log does not wait.</summary>
    /// <value>Default 10 minutes.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The time after its last sign of life at which a worker counts as gone.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan WorkerExpiry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The log of a study. It ends with this object.</summary>
    /// <exception cref="UserException">Redis does not answer, or evicts keys.</exception>
    public IStudyLog Log(string study)
    {
        _server.RequireNoEviction();
        return new RedisStudyLog(_server, redis.Endpoint, study, PatienceOf(study));
    }

    /// <summary>The presence of a study's workers. Disposed before this object.</summary>
    public IWorkerPresence Presence(string study) => new RedisPresence(_server, study, WorkerExpiry, PatienceOf(study));

    /// <summary>The names of all studies.</summary>
    /// <exception cref="UserException">Redis does not answer.</exception>
    public IReadOnlyList<string> Names() => _server.Call(database => database.Multiplexer.GetServers()
        .SelectMany(server => server.Keys(pattern: StudyKeys.AllLogs))
        .Select(key => StudyKeys.StudyOf(key!))
        .Order(StringComparer.Ordinal)
        .ToArray());

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _server.Dispose();

    private RedisPatience PatienceOf(string study) => new(study, Patience, report ?? (_ => { }));
}
