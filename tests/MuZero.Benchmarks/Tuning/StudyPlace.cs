using MuZero.Farm.Redis;
using MuZero.Farm.Tuning;
using MuZero.Sqlite;
using MuZero.Tuning.Studies;

namespace MuZero.Benchmarks.Tuning;

/// <summary>The study of a benchmark: journal or sqlite with a path, or redis with its address.</summary>
internal sealed record StudyPlace(string Storage, string Location)
{
    private const string Name = "benchmark";

    private RedisStudyStorage? _redis;

    private RedisStudyStorage Redis => _redis ??= new RedisStudyStorage(new RedisOptions { Endpoint = Location })
    {
        WorkerExpiry = TimeSpan.FromSeconds(2),
    };

    public IStudyLog OpenLog() => Storage switch
    {
        "journal" => new JournalFileLog(Location),
        "sqlite" => new SqliteStudyLog(Location, Name),
        _ => Redis.Log(Name),
    };

    public IWorkerPresence OpenPresence() => Storage == "redis" ? Redis.Presence(Name) : new FilePresence(Location + ".workers");

    public Study OpenStudy(StudyOptions? options = null) => Study.Open(OpenLog(), Name, [Direction.Minimize], options);
}
