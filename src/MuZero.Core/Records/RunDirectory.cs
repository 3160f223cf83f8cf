using System.Text.RegularExpressions;
using MuZero.Errors;
using MuZero.Files;

namespace MuZero.Records;

/// <summary>The records of a run: LOCAL-DIR/EXPERIMENT-NAME/ with params.json, result.json, progress.csv, TensorBoard event files,
/// and checkpoints, in RLlib's layout.</summary>
public sealed partial class RunDirectory
{
    private const string LockName = ".lock";

    private RunDirectory(string path) => FullPath = path;

    /// <summary>The directory of checkpoints and event files.</summary>
    public string FullPath { get; }

    /// <summary>The run's options as JSON.</summary>
    public string ParamsPath => Path.Combine(FullPath, "params.json");

    /// <summary>One line of JSON per training iteration.</summary>
    public string ResultPath => Path.Combine(FullPath, "result.json");

    /// <summary>The same as a table.</summary>
    public string ProgressPath => Path.Combine(FullPath, "progress.csv");

    /// <summary>True if the directory has records of a run.</summary>
    public bool HasRun => File.Exists(ParamsPath) || File.Exists(ResultPath);

    /// <summary>Opens the directory of a run, and makes it if it is missing.</summary>
    /// <param name="localDirectory">Holds many runs.</param>
    /// <param name="experimentName">1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit.</param>
    /// <exception cref="UserException">The name could leave the directory or is not portable.</exception>
    public static RunDirectory Create(string localDirectory, string experimentName)
    {
        if (!NamePattern().IsMatch(experimentName))
        {
            throw UserException.Usage("Invalid experiment name: use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.");
        }

        string path = Path.Combine(Path.GetFullPath(localDirectory), experimentName);
        Directory.CreateDirectory(path);
        return new RunDirectory(path);
    }

    /// <summary>Opens the directory of a run that exists.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static RunDirectory Open(string path) => Directory.Exists(path)
        ? new RunDirectory(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
        : throw UserException.Usage($"There is no run {path}. Name the directory of a run, such as runs/tictactoe.");

    /// <summary>Makes the caller the only trainer of this run until the result is disposed. Readers are not blocked.</summary>
    /// <param name="patience">How long to wait for another process that trains it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UserException">Another process trains it, or the directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IDisposable Hold(TimeSpan patience, CancellationToken cancellation = default)
    {
        try
        {
            return FileLock.Take(Path.Combine(FullPath, LockName), patience, cancellation)
                ?? throw new UserException(ExitCode.RunFailed, $"Another process trains {FullPath}. Stop it first, or choose another --experiment-name.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.RunFailed, $"{FullPath} cannot be written ({fault.Message.TrimEnd('.')}). Choose another --local-dir.", fault);
        }
    }

    /// <summary>Writes the run's options, whole or not at all.</summary>
    public void WriteParams(ReadOnlyMemory<byte> json) => AtomicFile.Write(ParamsPath, json);

    // \z and not $, which lets a final newline through.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();
}
