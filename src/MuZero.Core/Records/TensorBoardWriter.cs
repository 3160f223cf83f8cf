using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using MuZero.Files;
using MuZero.Records.Wire;

namespace MuZero.Records;

/// <summary>Writes scalars as a TensorBoard event file: protobuf events in TFRecord frames (tensorflow, event.proto and
/// record_writer.cc).</summary>
/// <remarks>Every writer makes a file of its own; TensorBoard joins the files of a directory.</remarks>
internal sealed class TensorBoardWriter : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly FileStream _file;

    /// <summary>Opens events.out.tfevents.SECONDS.HOST in <paramref name="directory"/>.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="clock">Gives events their time and the file its name.</param>
    /// <param name="firstStep">Of a resumed run the step that comes next: TensorBoard drops what earlier files hold from there on. 0 for a
    /// new run.</param>
    public TensorBoardWriter(string directory, TimeProvider clock, long firstStep)
    {
        _clock = clock;
        _file = Create(directory, clock.GetUtcNow().ToUnixTimeSeconds(), "");
        WriteEvent(new Event { FileVersion = "brain.Event:2" });
        WriteEvent(new Event { Step = firstStep, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
        _file.Flush();
    }

    private TensorBoardWriter(string directory, TimeProvider clock, string suffix)
    {
        _clock = clock;
        _file = Create(directory, clock.GetUtcNow().ToUnixTimeSeconds(), suffix);
        WriteEvent(new Event { FileVersion = "brain.Event:2" });
    }

    /// <summary>Writes a summary into a file of its own, named with a suffix.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="clock">Gives the event its time and the file its name.</param>
    /// <param name="suffix">The end of the file's name.</param>
    /// <param name="summary">The summary.</param>
    public static void WriteFile(string directory, TimeProvider clock, string suffix, Summary summary)
    {
        using TensorBoardWriter writer = new(directory, clock, suffix);

        // TensorBoard drops what earlier files hold from the step on at which a run starts, which is 0 or later.
        writer.WriteEvent(new Event { Step = -1, Summary = summary });
        writer._file.Flush();
    }

    /// <summary>Writes the results that are finite numbers, and hands them to the operating system.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> results)
    {
        Summary summary = new();
        foreach ((string name, double value) in results.Where(result => float.IsFinite((float)result.Value)))
        {
            summary.Value.Add(new Summary.Types.Value { Tag = name, SimpleValue = (float)value });
        }

        WriteEvent(new Event { Step = step, Summary = summary });
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private void WriteEvent(Event happened)
    {
        happened.WallTime = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        WriteRecord(happened.ToByteArray());
    }

    // A TFRecord: length, its checksum, the bytes, their checksum; one write, so that a killed process leaves whole records.
    private void WriteRecord(ReadOnlySpan<byte> record)
    {
        const int headerBytes = sizeof(ulong) + sizeof(uint);
        byte[] frame = new byte[headerBytes + record.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(sizeof(ulong)), Masked(frame.AsSpan(0, sizeof(ulong))));
        record.CopyTo(frame.AsSpan(headerBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(headerBytes + record.Length), Masked(record));
        _file.Write(frame);
    }

    // TFRecord turns its checksums, since a CRC of bytes that hold CRCs is weak.
    private static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(uint.RotateRight(Crc32C.Compute(bytes), 15) + 0xA282EAD8u);

    // TensorBoard reads files in the order of their names, so a run that resumes within the second takes the next one.
    private static FileStream Create(string directory, long seconds, string suffix)
    {
        string host = new(
            [.. Environment.MachineName.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '-')]);
        while (true)
        {
            string path = Path.Combine(directory,
                string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:D10}.{host}{suffix}"));
            if (!File.Exists(path))
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }

            seconds++;
        }
    }
}
