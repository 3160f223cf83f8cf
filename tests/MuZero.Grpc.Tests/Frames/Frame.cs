using System.Text;

namespace MuZero.Grpc.Tests.Frames;

/// <summary>A frame's type (RFC 9113, section 6), as far as these tests send or await it.</summary>
internal enum FrameType : byte
{
    Bytes = 0x0,
    Fields = 0x1,
    Reset = 0x3,
    Settings = 0x4,
    Ping = 0x6,
    GoAway = 0x7,
    WindowUpdate = 0x8,
    Continuation = 0x9,
}

/// <summary>One frame of HTTP/2.</summary>
internal sealed record Frame(FrameType Type, byte Flags, int Stream, ReadOnlyMemory<byte> Payload)
{
    public const byte EndStream = 0x1;
    public const byte Acknowledges = 0x1;
    public const byte EndFields = 0x4;

    /// <summary>Largest payload that every peer takes.</summary>
    public const int LargestPayload = 16 * 1024;

    public bool EndsStream => Type is FrameType.Bytes or FrameType.Fields && (Flags & EndStream) != 0;

    /// <summary>The payload as text: fields that are literals and not in Huffman's code can be read in it.</summary>
    public string Text => Encoding.Latin1.GetString(Payload.Span);

    /// <summary>Header fields as HPACK literals without indexing (RFC 7541, section 6.2.2).</summary>
    public static byte[] Pack(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        using MemoryStream packed = new();
        foreach ((string name, string value) in fields)
        {
            packed.WriteByte(0);
            PackText(packed, name);
            PackText(packed, value);
        }

        return packed.ToArray();
    }

    // A length of 7 bits, the rest of a longer one in groups of 7, the lowest first (RFC 7541, section 5.1).
    private static void PackText(MemoryStream packed, string text)
    {
        packed.WriteByte((byte)Math.Min(text.Length, 0x7f));
        if (text.Length >= 0x7f)
        {
            int rest = text.Length - 0x7f;
            for (; rest >= 0x80; rest >>= 7)
            {
                packed.WriteByte((byte)(rest | 0x80));
            }

            packed.WriteByte((byte)rest);
        }

        packed.Write(Encoding.ASCII.GetBytes(text));
    }
}
