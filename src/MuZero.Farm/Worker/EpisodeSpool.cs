using System.Buffers.Binary;
using System.Globalization;
using MuZero.Files;

namespace MuZero.Farm.Worker;

/// <summary>Episodes on disk while the replay buffer is away: segments of frames, written whole, read in the order in which they came.
/// Bounded; the oldest segment goes first.</summary>
/// <remarks>Used by one thread. What an earlier process of the same directory left is read as well.</remarks>
internal sealed class EpisodeSpool
{
    private const string Suffix = ".spool";

    private readonly string _directory;
    private readonly long _maxBytes;
    private readonly Queue<Segment> _segments = new();
    private long _next;

    /// <summary>Opens or creates the spool in <paramref name="directory"/>.</summary>
    /// <param name="directory">Holds segments and nothing else.</param>
    /// <param name="maxBytes">Bytes of all segments at most.</param>
    public EpisodeSpool(string directory, long maxBytes)
    {
        _directory = directory;
        _maxBytes = maxBytes;
        Directory.CreateDirectory(directory);
        foreach (string path in Directory.EnumerateFiles(directory, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                Hold(new Segment(path, new FileInfo(path).Length, Frames: null));
                _next = number + 1;
            }
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>True if nothing waits.</summary>
    public bool IsEmpty => _segments.Count == 0;

    /// <summary>Episodes on disk, as far as this process wrote them.</summary>
    public long Episodes { get; private set; }

    /// <summary>Episodes that were dropped, because the spool was full or a segment was damaged.</summary>
    public long Dropped { get; private set; }

    /// <summary>Writes frames as one segment, dropping the oldest ones if it does not fit.</summary>
    public void Append(IReadOnlyCollection<byte[]> frames)
    {
        if (frames.Count == 0)
        {
            return;
        }

        long size = frames.Sum(frame => sizeof(int) + (long)frame.Length);
        while (!IsEmpty && SizeBytes + size > _maxBytes)
        {
            Segment oldest = _segments.Peek();
            Dropped += oldest.Frames ?? ReadFrames(oldest.Path)?.Count ?? 1;
            Remove();
        }

        if (size > _maxBytes)
        {
            Dropped += frames.Count;
            return;
        }

        // The same name until it is written whole: on a full disk the next attempt overwrites the unfinished file of this one.
        string path = Path.Combine(_directory, _next.ToString("D16", CultureInfo.InvariantCulture) + Suffix);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(int)];
            foreach (byte[] frame in frames)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
                stream.Write(length);
                stream.Write(frame);
            }
        });
        _next++;
        Hold(new Segment(path, size, frames.Count));
    }

    /// <summary>The oldest segment's frames, or null if there is none. Each frame carries its own checksum; lengths that do not fit end the
    /// segment.</summary>
    public IReadOnlyList<byte[]>? Peek()
    {
        while (!IsEmpty)
        {
            if (ReadFrames(_segments.Peek().Path) is { Count: > 0 } frames)
            {
                return frames;
            }

            Dropped++;
            Remove();
        }

        return null;
    }

    /// <summary>Removes the oldest segment, whose frames are stored elsewhere by now.</summary>
    public void Remove()
    {
        Segment segment = _segments.Dequeue();
        File.Delete(segment.Path);
        SizeBytes -= segment.SizeBytes;
        Episodes -= segment.Frames ?? 0;
    }

    private void Hold(Segment segment)
    {
        _segments.Enqueue(segment);
        SizeBytes += segment.SizeBytes;
        Episodes += segment.Frames ?? 0;
    }

    private static List<byte[]>? ReadFrames(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        List<byte[]> frames = [];
        ReadOnlySpan<byte> rest = content;
        while (rest.Length >= sizeof(int))
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (length <= 0 || length > rest.Length - sizeof(int))
            {
                break;
            }

            frames.Add(rest.Slice(sizeof(int), length).ToArray());
            rest = rest[(sizeof(int) + length)..];
        }

        return frames;
    }

    private sealed record Segment(string Path, long SizeBytes, int? Frames);
}
