using System.Globalization;
using System.Text;
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

    /// <summary>The directory of the run's logged episodes (replay.log).</summary>
    public string EpisodesPath => Path.Combine(FullPath, EpisodeLog.DirectoryName);

    /// <summary>True if the directory has records of a run.</summary>
    public bool HasRun => File.Exists(ParamsPath) || File.Exists(ResultPath);

    /// <summary>True if the directory has a checkpoint, whole or not.</summary>
    public bool HasCheckpoint => CheckpointStore.List(FullPath).Count > 0;

    /// <summary>Opens the directory of a run, and makes it if it is missing.</summary>
    /// <param name="localDirectory">Holds many runs.</param>
    /// <param name="experimentName">As <see cref="Named"/> takes it.</param>
    /// <exception cref="UserException">The name could leave the directory or is not portable.</exception>
    public static RunDirectory Create(string localDirectory, string experimentName)
    {
        RunDirectory run = Named(localDirectory, experimentName);
        Directory.CreateDirectory(run.FullPath);
        return run;
    }

    /// <summary>The directory of a run that may not exist yet; nothing is made before <see cref="Hold"/>.</summary>
    /// <param name="localDirectory">Holds many runs.</param>
    /// <param name="experimentName">1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit.</param>
    /// <exception cref="UserException">The name could leave the directory or is not portable.</exception>
    public static RunDirectory Named(string localDirectory, string experimentName)
    {
        if (!NamePattern().IsMatch(experimentName))
        {
            throw UserException.Usage(
                "Invalid experiment name: use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.");
        }

        return new RunDirectory(Path.Combine(Path.GetFullPath(localDirectory), experimentName));
    }

    /// <summary>Makes the directory of a new run under a free name: the name itself, or with -2, -3 and so on behind it.</summary>
    /// <param name="localDirectory">Holds many runs.</param>
    /// <param name="experimentName">As <see cref="Named"/> takes it.</param>
    /// <exception cref="UserException">The name is not valid, or the directory cannot be written.</exception>
    public static RunDirectory Reserve(string localDirectory, string experimentName)
    {
        string parent = Path.GetFullPath(localDirectory);
        try
        {
            Directory.CreateDirectory(parent);
            using FileLock? others = FileLock.Take(Path.Combine(parent, LockName), TimeSpan.FromSeconds(10));
            RunDirectory run = Named(parent, experimentName);
            for (int number = 2; Directory.Exists(run.FullPath); number++)
            {
                run = Named(parent, string.Create(CultureInfo.InvariantCulture, $"{experimentName}-{number}"));
            }

            Directory.CreateDirectory(run.FullPath);
            return run;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(parent, fault);
        }
    }

    /// <summary>Opens the directory of a run that exists.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static RunDirectory Open(string path) => Directory.Exists(path)
        ? new RunDirectory(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
        : throw UserException.Usage($"There is no run {path}. Name the directory of a run, such as runs/tictactoe.");

    /// <summary>Makes the caller the only trainer of this run until the result is disposed, and its directory if it is missing. Readers are
    /// not blocked. If nothing was written meanwhile, an empty directory is removed again.</summary>
    /// <param name="patience">The longest wait for another process that trains it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UserException">Another process trains it, or the directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IDisposable Hold(TimeSpan patience, CancellationToken cancellation = default)
    {
        try
        {
            Directory.CreateDirectory(FullPath);
            return FileLock.Take(Path.Combine(FullPath, LockName), patience, cancellation) is { } held ? new Claim(FullPath, held)
                : throw new UserException(ExitCode.RunFailed,
                    $"Another process trains {FullPath}. Stop it first, or choose another --experiment-name.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(FullPath, fault);
        }
    }

    /// <summary>Tells this run from others of its name, such as one that was deleted; made at the first call, and kept with the
    /// directory.</summary>
    public string ReadId()
    {
        string path = Path.Combine(FullPath, ".run-id");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(FullPath);
            AtomicFile.Write(path, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N")));
        }

        return File.ReadAllText(path).Trim();
    }

    /// <summary>Writes the run's options, whole or not at all.</summary>
    public void WriteParams(ReadOnlyMemory<byte> json) => AtomicFile.Write(ParamsPath, json);

    private static UserException NotWritable(string path, Exception fault)
        => new(ExitCode.RunFailed, $"{path} cannot be written ({fault.Message.TrimEnd('.')}). Choose another --local-dir.", fault);

    // A run that was refused leaves nothing behind.
    private sealed class Claim(string directory, FileLock held) : IDisposable
    {
        public void Dispose()
        {
            string file = Path.Combine(directory, LockName);
            bool isEmpty = Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).All(entry => entry == file);
            held.Dispose();
            if (isEmpty)
            {
                RemoveEmpty(file);
            }
        }

        // Another process may have begun a run here since the release; what it has written stays.
        private void RemoveEmpty(string file)
        {
            try
            {
                File.Delete(file);
                Directory.Delete(directory);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // An empty directory does no harm.
            }
        }
    }

    // \z and not $, which lets a final newline through.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();
}
