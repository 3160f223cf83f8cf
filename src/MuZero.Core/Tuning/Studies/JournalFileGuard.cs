using System.Diagnostics;
using MuZero.Errors;
using MuZero.Files;

namespace MuZero.Tuning.Studies;

/// <summary>The locks of a journal file: our own, and Optuna's, which is a symbolic link that exists while a process appends.</summary>
internal sealed class JournalFileGuard(string path)
{
    private const int FileExists = 17; // EEXIST on Linux and macOS

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    private readonly string _own = path + ".writer";
    private readonly string _link = path + ".lock";

    // The target of our links; Optuna's links point to the journal.
    private readonly string _target = Path.GetFileName(path) + ".writer";

    /// <summary>The lock for a read; null if its file may not be written, as in a directory that is read-only.</summary>
    public IDisposable? TakeToRead()
    {
        try
        {
            return TakeOwn();
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }

    /// <summary>The locks for an append.</summary>
    /// <exception cref="UserException">Another process holds one of them too long.</exception>
    public IDisposable TakeToAppend()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FileLock own = TakeOwn();
        try
        {
            // Windows allows links to administrators only; there Optuna and this program do not append at the same time.
            return OperatingSystem.IsWindows() ? own : new Both(own, TakeLink());
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    private FileLock TakeOwn() => FileLock.Take(_own, _patience, _pause) ?? throw Held(_own, "End the process that hangs, then go on.");

    private string TakeLink()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                File.CreateSymbolicLink(_link, _target);
                return _link;
            }
            catch (IOException fault) when (fault.HResult == FileExists)
            {
                if (new FileInfo(_link).LinkTarget == _target)
                {
                    // Only one process holds our own lock: the one that made this link was killed.
                    File.Delete(_link);
                }
                else if (Stopwatch.GetElapsedTime(start) > _patience)
                {
                    throw Held(_link, $"If no process of Optuna uses {path} any more, delete {_link}.");
                }
                else
                {
                    Thread.Sleep(_pause);
                }
            }
        }
    }

    private static UserException Held(string file, string advice)
        => new(ExitCode.RunFailed, $"Another process has held {file} for {_patience.TotalSeconds} s. {advice}");

    private sealed class Both(FileLock own, string link) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                File.Delete(link);
            }
            finally
            {
                own.Dispose();
            }
        }
    }
}
