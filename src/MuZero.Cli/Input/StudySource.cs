using MuZero.Farm.Redis;
using MuZero.Farm.Tuning;
using MuZero.Sqlite;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Input;

/// <summary>The place of a study: its directory, which holds its trials' runs, and the log that holds the study itself.</summary>
/// <param name="Name">The name of the directory, by which commands find the study.</param>
/// <param name="Directory">The directory.</param>
/// <param name="Storage">"sqlite" or "journal", a file in the directory; or the address of a Redis, redis://HOST:PORT.</param>
internal sealed record StudyPlace(string Name, string Directory, string Storage)
{
    private const string RedisScheme = "redis://";

    /// <summary>The study's name in its log. It stays when the directory is renamed.</summary>
    public string Study { get; init; } = Name;

    /// <summary>The connection if the study is in a Redis.</summary>
    public RedisOptions Redis { get; init; } = new();

    /// <summary>The storages that are a file in the study's directory, and the file's name.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } =
        new Dictionary<string, string> { ["sqlite"] = "study.db", ["journal"] = "study.journal" };

    /// <summary>The file of the log, or null if it is not a file.</summary>
    public string? File => Files.TryGetValue(Storage, out string? file) ? Path.Combine(Directory, file) : null;

    /// <summary>Throws unless the storage is one that there is.</summary>
    /// <exception cref="UserException">It is not; the nearest is suggested.</exception>
    public void Require()
    {
        if (File is null && !Storage.StartsWith(RedisScheme, StringComparison.Ordinal))
        {
            throw Unknown(Storage);
        }
    }

    /// <summary>True if the directory holds a study in a file.</summary>
    public static bool IsStudy(string directory) => StorageIn(directory) is not null;

    /// <summary>The storage of a study that exists in a directory, or null.</summary>
    public static string? StorageIn(string directory)
        => Files.Where(storage => System.IO.File.Exists(Path.Combine(directory, storage.Value))).Select(storage => storage.Key)
            .FirstOrDefault();

    /// <summary>True if the log has more than a study's name: a process that was killed between the two has begun nothing.</summary>
    /// <exception cref="UserException">The log cannot be read.</exception>
    public bool IsBegun()
    {
        using IStudyLog log = OpenLog();
        return log.Exchange(0, []).Count > 1;
    }

    /// <summary>The place with the study's name as its file has it, if the file holds one study.</summary>
    /// <exception cref="UserException">The file cannot be read.</exception>
    public StudyPlace AsStored() => Storage switch
    {
        "sqlite" => SqliteStudyLog.Names(File!) is [var only] ? this with { Study = only } : this,
        "journal" => NameIn(new JournalFileLog(File!)) is { } only ? this with { Study = only } : this,
        _ => this,
    };

    private static string? NameIn(JournalFileLog log)
    {
        using (log)
        {
            StudyState state = new(location: log.Location);
            state.Apply(log.Exchange(0, []));
            return state.Exists && state.Names.Count() == 1 ? state.Name : null;
        }
    }

    /// <summary>Connects to the Redis that holds the study.</summary>
    public RedisStudyStorage OpenRedis(Action<string>? report = null)
        => new(Redis with { Endpoint = RedisAddress.Parse(Storage) }, report);

    /// <summary>Opens the log; a file is made with the first append.</summary>
    /// <exception cref="UserException">It cannot be opened.</exception>
    /// <param name="report">Receives a line when a Redis is waited for; null for none.</param>
    public IStudyLog OpenLog(Action<string>? report = null) => Storage switch
    {
        _ when Storage.StartsWith(RedisScheme, StringComparison.Ordinal) => new RedisLog(OpenRedis(report), Study),
        "sqlite" => new SqliteStudyLog(File!, Study),
        "journal" => new JournalFileLog(File!),
        _ => throw Unknown(Storage),
    };

    private static UserException Unknown(string storage) => UserException.Usage(
        $"--storage is '{storage}'; it must be sqlite, journal or redis://HOST:PORT.{NearestName.Suggest(storage, Files.Keys)}");

    // The connection ends with the log.
    private sealed class RedisLog(RedisStudyStorage storage, string name) : IStudyLog
    {
        private readonly IStudyLog _log = Open(storage, name);

        public string Location => _log.Location;

        public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
            => _log.Exchange(from, operations, maxUnread);

        public void Dispose()
        {
            _log.Dispose();
            storage.Dispose();
        }

        private static IStudyLog Open(RedisStudyStorage storage, string name)
        {
            try
            {
                return storage.Log(name);
            }
            catch
            {
                storage.Dispose();
                throw;
            }
        }
    }
}

/// <summary>The study that a command line names: STUDY in --local-dir, the path of its directory or of its log, and --storage if the study
/// is in a Redis.</summary>
internal sealed class StudySource
{
    private readonly Argument<string?> _study = new("STUDY")
    {
        Description = "A study's name, or the path of its directory. Default: the newest study in --local-dir.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _directory = Flag.Text("--local-dir", "DIR", "Holds the studies. Default ./runs.");
    private readonly Option<string?> _storage = Flag.Text(
        "--storage", "STORAGE", "sqlite or journal, files in the study's directory; or redis://HOST:PORT. Default: the one that is there.");
    private readonly Option<string?> _password = Flag.Text(
        "--redis-password-file", "FILE", "The password of Redis: the file's first line.");

    public void AddTo(Command command)
    {
        command.Add(_study);
        Flag.Add(command, _directory, _storage, _password);
    }

    /// <summary>The place of the study.</summary>
    /// <exception cref="UserException">There is no such study; the nearest name is suggested.</exception>
    public StudyPlace Place(ParseResult parsed)
        => Find(parsed.GetValue(_study), parsed.GetValue(_directory) ?? "runs", parsed.GetValue(_storage)) with
        {
            Redis = new RedisOptions { PasswordFile = parsed.GetValue(_password) },
        };

    /// <summary>The studies in a directory of runs, the newest first.</summary>
    public static IReadOnlyList<string> List(string localDirectory) => Directory.Exists(localDirectory)
        ? [.. Directory.EnumerateDirectories(Path.GetFullPath(localDirectory)).Where(StudyPlace.IsStudy).OrderByDescending(LastWritten)]
        : [];

    /// <summary>The place of a study that exists.</summary>
    /// <param name="study">A name, a path, or null for the newest.</param>
    /// <param name="localDirectory">Holds the studies.</param>
    /// <param name="storage">The storage, or null for the one that is there.</param>
    /// <exception cref="UserException">There is no such study.</exception>
    public static StudyPlace Find(string? study, string localDirectory, string? storage)
    {
        if (storage is not null && !StudyPlace.Files.ContainsKey(storage))
        {
            return study is not null
                ? new StudyPlace(study, Path.GetFullPath(Path.Combine(localDirectory, study)), storage)
                : throw UserException.Usage(
                    $"Name the study, as STUDY or with --experiment-name: {storage} may hold several.");
        }

        IReadOnlyList<string> studies = List(localDirectory);
        string directory = study is null ? studies.Count > 0 ? studies[0] : throw None(localDirectory)
            : Candidates(study, localDirectory).FirstOrDefault(StudyPlace.IsStudy) ?? throw UserException.Usage(
                $"There is no study {study} in "
                    + $"{localDirectory}.{NearestName.Suggest(study, studies.Select(path => Path.GetFileName(path)))} "
                + "'muzero tune list' shows all.");
        string found = storage ?? StudyPlace.StorageIn(directory)!;
        StudyPlace place = new(Path.GetFileName(directory), directory, found);
        return place.File is null || File.Exists(place.File) ? place.AsStored()
            : throw UserException.Usage(
                $"{directory} holds no study in {found}, but one in {StudyPlace.StorageIn(directory)}. Leave out --storage.");
    }

    private static IEnumerable<string> Candidates(string study, string localDirectory)
    {
        string[] paths = [Path.Combine(localDirectory, study), study, Path.GetDirectoryName(Path.GetFullPath(study)) ?? ""];
        return paths[..(File.Exists(study) ? 3 : 2)].Where(Directory.Exists)
            .Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
    }

    private static UserException None(string localDirectory)
        => UserException.Usage($"There is no study in {localDirectory}. Start one with muzero tune GAME, or name another --local-dir.");

    private static DateTime LastWritten(string directory)
        => StudyPlace.Files.Values.Select(file => Path.Combine(directory, file)).Where(File.Exists).Max(File.GetLastWriteTimeUtc);
}
