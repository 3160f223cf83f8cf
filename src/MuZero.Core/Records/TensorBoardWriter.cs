using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using MuZero.Files;

namespace MuZero.Records;

/// <summary>Writes scalars as a TensorBoard event file: protobuf events in TFRecord frames (tensorflow, event.proto and record_writer.cc).</summary>
/// <remarks>Every writer makes a file of its own; TensorBoard joins the files of a directory.</remarks>
internal sealed class TensorBoardWriter : IDisposable
{
    // Field numbers of tensorflow's event.proto and summary.proto.
    private const int WallTimeField = 1, StepField = 2, FileVersionField = 3, SummaryField = 5, SessionLogField = 7;
    private const int SummaryValueField = 1, TagField = 1, SimpleValueField = 2, StatusField = 1;
    private const int SessionStart = 1;

    private readonly TimeProvider _clock;
    private readonly FileStream _file;

    /// <summary>Opens events.out.tfevents.SECONDS.HOST in <paramref name="directory"/>.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="clock">Gives events their time and the file its name.</param>
    /// <param name="firstStep">Of a resumed run the step that comes next: TensorBoard drops what earlier files hold from there on. 0 for a new run.</param>
    public TensorBoardWriter(string directory, TimeProvider clock, long firstStep)
    {
        _clock = clock;
        _file = Create(directory, clock.GetUtcNow().ToUnixTimeSeconds());
        WriteEvent(0, output => Text(output, FileVersionField, "brain.Event:2"));
        WriteEvent(firstStep, output => Message(output, SessionLogField, log =>
        {
            log.WriteTag(StatusField, WireFormat.WireType.Varint);
            log.WriteEnum(SessionStart);
        }));
        _file.Flush();
    }

    /// <summary>Writes the results that are finite numbers, and hands them to the operating system.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> results)
    {
        List<KeyValuePair<string, double>> scalars = [.. results.Where(result => float.IsFinite((float)result.Value))];
        WriteEvent(step, output => Message(output, SummaryField, summary => scalars.ForEach(scalar => WriteScalar(summary, scalar))));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static void WriteScalar(CodedOutputStream summary, KeyValuePair<string, double> scalar) =>
        Message(summary, SummaryValueField, value =>
        {
            Text(value, TagField, scalar.Key);
            value.WriteTag(SimpleValueField, WireFormat.WireType.Fixed32);
            value.WriteFloat((float)scalar.Value);
        });

    private void WriteEvent(long step, Action<CodedOutputStream> content)
    {
        double seconds = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        WriteRecord(Encoded(output =>
        {
            output.WriteTag(WallTimeField, WireFormat.WireType.Fixed64);
            output.WriteDouble(seconds);
            output.WriteTag(StepField, WireFormat.WireType.Varint);
            output.WriteInt64(step);
            content(output);
        }));
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

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Encoded(write)));
    }

    private static byte[] Encoded(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }

    // TensorBoard reads files in the order of their names, so a run that resumes within the second takes the next one.
    private static FileStream Create(string directory, long seconds)
    {
        string host = new([.. Environment.MachineName.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '-')]);
        while (true)
        {
            string path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:D10}.{host}"));
            if (!File.Exists(path))
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }

            seconds++;
        }
    }
}
