using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Cli.Input;
using MuZero.Errors;
using MuZero.Files;

namespace MuZero.Cli.Calibration;

/// <summary>Tuning results, in tuning.json of the user's cache directory. Optional: a damaged file is ignored.</summary>
internal sealed class TuningMemory
{
    private const string DirectoryVariable = "XDG_CACHE_HOME";
    private const int MostGames = 65_536; // self_play.games

    // A writer holds the lock while it reads, adds its result and writes: milliseconds.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly string _directory;
    private readonly Action<string> _report;

    /// <summary>The memory in a directory, which need not exist.</summary>
    /// <param name="directory">Holds the file.</param>
    /// <param name="report">Receives a line if the file is damaged.</param>
    public TuningMemory(string directory, Action<string> report) => (_directory, _report, FilePath) = (directory, report, Path.Combine(directory, "tuning.json"));

    /// <summary>The file.</summary>
    public string FilePath { get; }

    private string LockPath => Path.Combine(_directory, "tuning.lock");

    /// <summary>The memory of the user: muzero/tuning.json in $XDG_CACHE_HOME, else in ~/.cache.</summary>
    public static TuningMemory Of(Terminal terminal)
    {
        string named = terminal.Environment.GetValueOrDefault(DirectoryVariable, "");
        string home = terminal.Environment.GetValueOrDefault("HOME", "") is { Length: > 0 } told ? told : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        // XDG Base Directory Specification: a path that is not absolute is to be ignored.
        string cache = Path.IsPathFullyQualified(named) ? named : Path.Combine(home, ".cache");
        return new TuningMemory(Path.Combine(cache, "muzero"), terminal.Report);
    }

    /// <summary>The stored result for a key, or null.</summary>
    public TuningResult? Find(TuningKey key) => Read().Find(result => result.Key == key);

    /// <summary>Fails early if <see cref="Remember"/> would fail after the measurement.</summary>
    /// <exception cref="UserException">The directory cannot be written.</exception>
    public void RequireWritable() => Locked(() => { });

    /// <summary>Adds a result; it takes the place of an earlier one of its key. Concurrent calls lose nothing.</summary>
    /// <exception cref="UserException">The directory cannot be written.</exception>
    public void Remember(TuningResult result) => Locked(() =>
    {
        List<TuningResult> results = [.. Read().Where(other => other.Key != result.Key), result];
        AtomicFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(results, TuningJson.Default.ListTuningResult));
    });

    private List<TuningResult> Read()
    {
        try
        {
            List<TuningResult>? results = JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), TuningJson.Default.ListTuningResult);
            return results is not null && results.TrueForAll(result => result is { Games: >= 1 and <= MostGames }) ? results : throw new JsonException("It is not a list of results.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            _report($"{FilePath} cannot be read and is ignored ({fault.Message.ReplaceLineEndings(" ")}); remove it, or let muzero bench tune rewrite it.");
            return [];
        }
    }

    private void Locked(Action act)
    {
        try
        {
            Directory.CreateDirectory(_directory);
            using FileLock held = FileLock.Take(LockPath, _patience) ?? throw new IOException($"another process has held {LockPath} for {_patience.TotalSeconds:F0} s");
            act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.RunFailed,
                $"{FilePath} cannot be written, so nothing that is tuned would be remembered ({fault.Message.TrimEnd('.')}). Set {DirectoryVariable} to a directory that can be written.", fault);
        }
    }
}

/// <summary>The file's form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<TuningResult>))]
internal sealed partial class TuningJson : JsonSerializerContext;
