using MuZero.Errors;
using MuZero.Files;

namespace MuZero.Tuning.Studies;

/// <summary>Knowledge of the workers of a study that are alive.</summary>
public interface IWorkerPresence : IDisposable
{
    /// <summary>Announces a worker, which is present until this object is disposed or the process ends in any way. Called before the
    /// worker's first trial.</summary>
    /// <param name="worker">Its name in the log, which no other process ever has: a worker that starts again takes a new name.</param>
    /// <exception cref="Errors.UserException">The announcement failed.</exception>
    void Announce(string worker);

    /// <summary>The workers among those given that were announced once and are no longer present.</summary>
    /// <exception cref="Errors.UserException">Presence cannot be read.</exception>
    IReadOnlySet<string> Gone(IReadOnlyCollection<string> workers);
}

/// <summary>Presence on one machine: each worker holds a file locked, and the system releases the lock however the process ends.</summary>
/// <param name="directory">The files' directory, beside the study; made if it is missing.</param>
public sealed class FilePresence(string directory) : IWorkerPresence
{
    private readonly Lock _lock = new();
    private readonly List<FileLock> _held = [];

    /// <inheritdoc/>
    public void Announce(string worker)
    {
        Directory.CreateDirectory(directory);
        FileLock held = FileLock.Take(PathOf(worker), TimeSpan.Zero)
            ?? throw UserException.Usage(
                $"A worker {worker} takes part in the study of {directory} already. Give each worker a name of its own.");
        lock (_lock)
        {
            _held.Add(held);
        }
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> Gone(IReadOnlyCollection<string> workers) => workers.Where(IsGone).ToHashSet();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _held.ForEach(held => held.Dispose());
            _held.Clear();
        }
    }

    private string PathOf(string worker) => Path.Combine(directory, Uri.EscapeDataString(worker));

    private bool IsGone(string worker)
    {
        string path = PathOf(worker);
        if (!File.Exists(path))
        {
            return false;
        }

        using FileLock? taken = FileLock.Take(path, TimeSpan.Zero);
        return taken is not null;
    }
}
