using System.Runtime.InteropServices;

namespace MuZero.Networks;

/// <summary>A hash of an observation's numbers, of 64 bits, so that a billion observations have a collision with a probability of
/// 3 %.</summary>
internal static class ObservationHash
{
    private const ulong First = 0x9E3779B97F4A7C15UL;
    private const ulong Second = 0xD6E8FEB86659FD93UL;

    /// <summary>The hash of numbers, bit by bit: 0 and -0 differ.</summary>
    public static ulong Of(ReadOnlySpan<float> numbers)
    {
        ReadOnlySpan<ulong> pairs = MemoryMarshal.Cast<float, ulong>(numbers);
        ulong hash = (ulong)numbers.Length * First;
        foreach (ulong pair in pairs)
        {
            hash = Mix(hash ^ pair);
        }

        return numbers.Length % 2 == 0 ? hash : Mix(hash ^ BitConverter.SingleToUInt32Bits(numbers[^1]));
    }

    // Both halves of a product of 128 bits.
    private static ulong Mix(ulong number)
    {
        ulong high = Math.BigMul(number ^ First, Second, out ulong low);
        return high ^ low ^ number;
    }
}
