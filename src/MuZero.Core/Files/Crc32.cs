namespace MuZero.Files;

/// <summary>CRC-32 (ISO 3309, polynomial 0x04C11DB7 reflected), as in zip, PNG and Python's zlib.crc32.</summary>
internal static class Crc32
{
    /// <summary>The checksum of <paramref name="bytes"/>; 0xCBF43926 for the nine ASCII digits "123456789".</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * 0xEDB88320u);
            }
        }

        return ~state;
    }
}
