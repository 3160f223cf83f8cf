using MuZero.Errors;
using MuZero.Files;

namespace MuZero.Tuning.Studies;

/// <summary>A file with an operation per line, which is a journal file of Optuna: either program reads and continues the other's.</summary>
/// <remarks>
/// <para>The file holds complete lines up to a point, and behind it at most the unfinished rest of a write whose process was killed. That
/// rest was never acknowledged; it is never read, and the next append cuts it off. Operations that are appended together carry their number
/// in the first one (<c>{"lines":3,</c>, which Optuna ignores), so that they are read all or not at all.</para>
/// <para>Processes exclude each other by a lock on PATH.writer, which the system releases however its holder ends. While they append they
/// also hold Optuna's own lock, the link PATH.lock; a link that a killed process of ours left is recognised by its target and
/// removed.</para>
/// <para>An exchange that ends a trial, creates a study or enqueues a trial returns after the file was forced to disk. Parameters, reports
/// and attributes survive the end of any process, and are on disk with the next such exchange.</para>
/// </remarks>
/// <param name="path">The file; made with the first append.</param>
public sealed class JournalFileLog(string path) : IStudyLog
{
    private const int Piece = 1 << 22;

    private readonly Lock _lock = new();
    private readonly JournalFileGuard _guard = new(path);
    private readonly List<long> _starts = []; // of each operation, in bytes
    private long _end; // of the last complete operation

    /// <summary>Writes bytes at the end of the file.</summary>
    internal Action<FileStream, byte[]> Writer { get; init; } = (file, bytes) => file.Write(bytes);

    /// <inheritdoc/>
    public string Location => path;

    /// <inheritdoc/>
    public IReadOnlyList<string> Exchange(long from, IReadOnlyList<string> operations, long maxUnread = long.MaxValue)
    {
        StudyLine.Require(operations);
        lock (_lock)
        {
            try
            {
                return operations.Count == 0 ? Read(from) : Append(from, operations, maxUnread);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new UserException(ExitCode.RunFailed,
                    $"The journal {path} cannot be {(operations.Count == 0 ? "read" : "written, and nothing was added to it")}: "
                    + $"{fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Free space or change its permissions, then go on.", fault);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private List<string> Read(long from)
    {
        if (new FileInfo(path) is not { Exists: true } file)
        {
            return _end == 0 ? [] : throw Shortened();
        }

        if (from == _starts.Count && file.Length == _end)
        {
            return [];
        }

        using IDisposable? held = _guard.TakeToRead();
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return ReadFrom(stream, from);
    }

    private List<string> Append(long from, IReadOnlyList<string> operations, long maxUnread)
    {
        byte[] bytes = Encode(operations, out List<int> lengths);
        using IDisposable held = _guard.TakeToAppend();
        bool isNew = !File.Exists(path);
        using FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0);
        List<string> lines = ReadFrom(file, from);
        if (lines.Count > maxUnread)
        {
            return lines;
        }

        if (file.Length > _end)
        {
            file.SetLength(_end);
        }

        Write(file, bytes, operations.Any(StudyOperation.MustReachDisk), isNew);
        foreach (int length in lengths)
        {
            _starts.Add(_end);
            _end += length;
        }

        lines.AddRange(operations);
        return lines;
    }

    private void Write(FileStream file, byte[] bytes, bool mustReachDisk, bool isNew)
    {
        try
        {
            file.Position = _end;
            Writer(file, bytes);
            if (mustReachDisk)
            {
                file.Flush(flushToDisk: true);
            }

            if (isNew)
            {
                AtomicFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }
        }
        catch
        {
            // Others would take complete lines of a failed write for acknowledged ones.
            file.SetLength(_end);
            throw;
        }
    }

    // Takes in what others have appended, and returns the operations from an index on.
    private List<string> ReadFrom(FileStream file, long from)
    {
        if (file.Length < _end)
        {
            throw Shortened();
        }

        int index = (int)Math.Min(from, _starts.Count);
        long position = index < _starts.Count ? _starts[index] : _end;
        List<string> lines = [];
        long length = file.Length;
        for (int size = Piece; position < length;)
        {
            byte[] piece = new byte[Math.Min(size, length - position)];
            file.Position = position;
            file.ReadExactly(piece);
            int taken = Take(piece, position, from, ref index, lines);
            if (taken == 0 && piece.Length == length - position)
            {
                break; // the rest of an unfinished write
            }

            size = taken == 0 ? checked(2 * size) : size;
            position += taken;
        }

        return from <= _starts.Count ? lines : throw Shortened();
    }

    // Takes whole groups of lines; returns their length.
    private int Take(ReadOnlySpan<byte> piece, long position, long from, ref int index, List<string> lines)
    {
        int taken = 0;
        for (int length; (length = GroupLength(piece[taken..], index + 1)) > 0; taken += length)
        {
            for (ReadOnlySpan<byte> rest = piece.Slice(taken, length); rest.Length > 0; index++)
            {
                int line = rest.IndexOf((byte)'\n') + 1;
                if (index == _starts.Count)
                {
                    _starts.Add(_end);
                    _end += line;
                }

                if (index >= from)
                {
                    lines.Add(JournalGroup.Text(rest[..(line - 1)]));
                }

                rest = rest[line..];
            }
        }

        return taken;
    }

    // The length of the group of lines at the start of some bytes, or 0 if it is not complete.
    private int GroupLength(ReadOnlySpan<byte> bytes, int firstLine)
    {
        int length = 0;
        int lines = JournalGroup.Lines(bytes) ?? throw new CorruptDataException(
            $"Line {firstLine} of {path} is damaged (its number of lines is not valid). Restore the journal from a copy.");
        for (; lines > 0; lines--)
        {
            int end = bytes[length..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return 0;
            }

            length += end + 1;
        }

        return length;
    }

    private static byte[] Encode(IReadOnlyList<string> operations, out List<int> lengths)
    {
        using MemoryStream bytes = new();
        lengths = [];
        for (int i = 0; i < operations.Count; i++)
        {
            byte[] line = JournalGroup.Line(operations[i], i == 0 ? operations.Count : 1);
            bytes.Write(line);
            lengths.Add(line.Length);
        }

        return bytes.ToArray();
    }

    private CorruptDataException Shortened()
        => new($"The journal {path} is shorter than it was: it was replaced or cut while the study ran. Restore it from a copy, then go "
            + "on.");
}
