using System.Diagnostics;

namespace MuZero.Files;

/// <summary>A lock between processes: an empty file that one of them holds open. It is released when its holder ends in any way; the file
/// stays.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or returns null if another process held it all the time.</summary>
    /// <param name="path">The file; its directory exists.</param>
    /// <param name="patience">The longest wait for another holder.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static FileLock? Take(string path, TimeSpan patience, CancellationToken cancellation = default)
        => Take(path, patience, _pause, cancellation);

    /// <summary>The same with another time than 10 ms between attempts.</summary>
    public static FileLock? Take(string path, TimeSpan patience, TimeSpan pause, CancellationToken cancellation = default)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path))
            {
                if (Stopwatch.GetElapsedTime(start) >= patience)
                {
                    return null;
                }
            }

            // .NET has no lock that waits.
            cancellation.WaitHandle.WaitOne(pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _file.Dispose();
}
