using System.Runtime.InteropServices;

namespace MuZero.Files;

/// <summary>Writes files that are whole or absent, whenever the process or the machine stops.</summary>
internal static partial class AtomicFile
{
    /// <summary>The prefix of unfinished files and directories. The owner of a directory may remove those that a crash left.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>Writes a temporary file in the directory of <paramref name="path"/>, forces it to disk and renames it over the
    /// path.</summary>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, stream => stream.Write(content.Span));

    /// <summary>The same for content that is produced as it is written.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = TemporaryOf(path);
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        Promote(temporary, path);
    }

    /// <summary>Forces a directory's entries to disk: what was created, renamed or removed in it.</summary>
    /// <remarks>fsync of a file keeps its bytes, not its name: after a power cut the renamed file can be back under its old name or gone.
    /// .NET opens no directories, hence the system calls. Windows has no such call and keeps names in its journal.</remarks>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = OpenPath(path, 0);
        if (handle < 0)
        {
            throw new IOException($"Cannot open the directory {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            // File systems without the notion (some network mounts) answer EINVAL; then there is nothing to be done.
            if (Flush(handle) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw new IOException($"Cannot force the directory {path} to disk: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>The temporary name of <paramref name="path"/>: fixed, so that the next attempt overwrites what a crash left.</summary>
    internal static string TemporaryOf(string path) => Path.Combine(DirectoryOf(path), TemporaryPrefix + Path.GetFileName(path));

    private const int InvalidArgument = 22; // EINVAL on Linux and macOS

    private static string DirectoryOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static void Promote(string temporary, string path)
    {
        for (int attempts = OperatingSystem.IsWindows() ? 100 : 1; !TryMove(temporary, path, isLast: attempts == 1); attempts--)
        {
            Thread.Sleep(10);
        }

        FlushDirectory(DirectoryOf(path));
    }

    // Windows refuses to replace a file while a reader has it open; elsewhere the first attempt counts.
    private static bool TryMove(string temporary, string path, bool isLast)
    {
        try
        {
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception fault) when (!isLast && (fault is IOException or UnauthorizedAccessException))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
