using MuZero.Files;

namespace MuZero.Cli.LocalFarm;

/// <summary>The right to start or stop the farm of a run. It lies beside RUN/farm, which stopping removes.</summary>
internal sealed class FarmHold : IDisposable
{
    private const string FileName = ".farm.lock";

    private static readonly string[] _locks = [FileName, ".lock"]; // the other one is a trainer's

    private readonly string _run;
    private readonly FileLock _held;

    private FarmHold(string run, FileLock held) => (_run, _held) = (run, held);

    /// <summary>Takes it.</summary>
    /// <exception cref="UserException">Another command has it for longer than <paramref name="patience"/>, or the run cannot be
    /// written.</exception>
    public static FarmHold Take(string run, TimeSpan patience)
    {
        try
        {
            Directory.CreateDirectory(run);
            return FileLock.Take(Path.Combine(run, FileName), patience) is { } held
                ? new FarmHold(run, held)
                : throw UserException.Usage($"Another command starts or stops the farm of {run}. Wait until it has ended.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.RunFailed, $"{run} cannot be written ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    /// <summary>Gives it back. A run of which nothing else was written leaves nothing.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_run) && Directory.EnumerateFileSystemEntries(_run).All(entry => _locks.Contains(Path.GetFileName(entry))))
        {
            Directory.Delete(_run, recursive: true);
        }

        _held.Dispose();
    }
}
