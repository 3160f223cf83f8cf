using System.Buffers.Binary;
using System.Numerics;

namespace MuZero.Files;

/// <summary>CRC-32C (Castagnoli; RFC 3720, appendix B.4), as in iSCSI, ext4 and TensorBoard's event files. It uses the CPU's own
/// instruction if there is one.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>; 0xE3069283 for the nine ASCII digits "123456789".</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of everything that <paramref name="crc"/> is the checksum of, followed by <paramref name="bytes"/>.</summary>
    /// <param name="crc">An earlier result, 0 for nothing yet.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return ~state;
    }
}
