using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Numerics;

/// <summary>The unit in which the processor's caches hold and fetch memory.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct CacheLine
{
    public const int Bytes = 64;

    /// <summary>Prefetches the first <paramref name="lines"/> lines of an object in pinned memory if the hardware supports it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T start, int lines)
        where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            byte* address = (byte*)Unsafe.AsPointer(ref start);
            for (int line = 0; line < lines; line++)
            {
                Sse.Prefetch0(address + (line * Bytes));
            }
        }
    }
}
