using System.Text.Json;
using System.Text.Json.Serialization;
using MuZero.Files;

namespace MuZero.Bench.Calibration;

/// <summary>The calibrations of a user's machine, in calibration.json of the user's cache directory. Optional: a damaged file is
/// ignored.</summary>
public sealed class CalibrationMemory
{
    private const string FileName = "calibration.json";
    private const string LockName = "calibration.lock";
    private const string DirectoryVariable = "XDG_CACHE_HOME";
    private const int MostGames = 65_536; // self_play.games

    // A writer holds the lock while it reads, adds its result and writes: milliseconds.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly string _directory;
    private readonly Action<string> _report;

    /// <summary>The memory in a directory, which need not exist.</summary>
    public CalibrationMemory(string directory, Action<string> report)
    {
        _directory = directory;
        _report = report;
        FilePath = Path.Combine(directory, FileName);
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The user's memory: muzero/calibration.json in $XDG_CACHE_HOME, else in ~/.cache.</summary>
    public static CalibrationMemory OfUser(IReadOnlyDictionary<string, string> environment, Action<string> report)
    {
        string named = environment.GetValueOrDefault(DirectoryVariable, "");
        string home = environment.GetValueOrDefault("HOME", "");
        if (home.Length == 0)
        {
            home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        }

        // XDG Base Directory Specification: a path that is not absolute is to be ignored.
        string cache = Path.IsPathFullyQualified(named) ? named : Path.Combine(home, ".cache");
        return new CalibrationMemory(Path.Combine(cache, "muzero"), report);
    }

    /// <summary>The result for a key, or null.</summary>
    public CalibrationResult? Find(CalibrationKey key) => Read().Find(result => result.Key == key);

    /// <summary>Throws before a measurement what <see cref="Remember"/> would throw after it.</summary>
    /// <exception cref="UserException">The directory cannot be written.</exception>
    public void RequireWritable() => Locked(() => { });

    /// <summary>Adds a result, in place of an earlier one for its key. Safe against other processes that do the same.</summary>
    /// <exception cref="UserException">The directory cannot be written.</exception>
    public void Remember(CalibrationResult result) => Locked(() =>
    {
        List<CalibrationResult> results = [.. Read().Where(other => other.Key != result.Key), result];
        AtomicFile.Write(FilePath, JsonSerializer.SerializeToUtf8Bytes(results, CalibrationJson.Default.ListCalibrationResult));
    });

    private List<CalibrationResult> Read()
    {
        try
        {
            byte[] json = File.ReadAllBytes(FilePath);
            List<CalibrationResult>? results = JsonSerializer.Deserialize(json, CalibrationJson.Default.ListCalibrationResult);
            return results is not null && results.TrueForAll(result => result is { Games: >= 1 and <= MostGames })
                ? results
                : throw new JsonException("It is not a list of results.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            string cause = fault.Message.ReplaceLineEndings(" ");
            _report($"{FilePath} cannot be read and is ignored ({cause}). Remove it; muzero bench games writes a new one.");
            return [];
        }
    }

    private void Locked(Action act)
    {
        try
        {
            Directory.CreateDirectory(_directory);
            string path = Path.Combine(_directory, LockName);
            using FileLock held = FileLock.Take(path, _patience)
                ?? throw new IOException($"another process has held {path} for {_patience.TotalSeconds:F0} s");
            act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            string cause = fault.Message.TrimEnd('.');
            throw new UserException(ExitCode.RunFailed,
                $"{FilePath} cannot be written, so the result would be lost ({cause}). "
                + $"Set {DirectoryVariable} to a directory that can be written.",
                fault);
        }
    }
}

/// <summary>The file's format.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(List<CalibrationResult>))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
