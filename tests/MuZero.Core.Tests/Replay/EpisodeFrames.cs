using System.Buffers.Binary;
using MuZero.Files;

namespace MuZero.Core.Tests.Replay;

/// <summary>Frames with a valid checksum around any content.</summary>
internal static class EpisodeFrames
{
    public static byte[] Sign(ReadOnlySpan<byte> content)
    {
        byte[] signed = [.. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(signed.AsSpan(content.Length), Crc32C.Compute(content));
        return signed;
    }

    public static byte[] Frame(byte[] payload, byte flags, int rawLength)
    {
        byte[] header = [.. "MZEP"u8, 1, flags, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(6), rawLength);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), payload.Length);
        return Sign([.. header, .. payload]);
    }
}
