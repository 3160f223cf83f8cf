using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Search;

/// <summary>An array whose first element lies at the start of a cache line and never moves. Its elements begin with arbitrary numbers.</summary>
/// <remarks>Indices are checked in debug builds only.</remarks>
internal sealed class AlignedArray<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    // In whole lines, because an array has at most 2^31 elements.
    private readonly Line[] _lines;
    private readonly nint _start;
    private readonly nint _length;

    public AlignedArray(nint length)
    {
        _length = length;
        nint lines = ((length * Unsafe.SizeOf<T>()) + CacheLine - 1) / CacheLine;
        _lines = GC.AllocateUninitializedArray<Line>(checked((int)lines + 1), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_lines, 0);
        _start = -address & (CacheLine - 1);
    }

    /// <summary>The element at an index.</summary>
    public ref T this[nint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(index >= 0 && index < _length, "The index lies within the array.");
            return ref Unsafe.Add(ref Unsafe.As<Line, T>(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_lines), _start)), index);
        }
    }

    /// <summary>Elements from <paramref name="index"/> on.</summary>
    public Span<T> Span(nint index, int length) => MemoryMarshal.CreateSpan(ref this[index], length);

    /// <summary>Asks for the element's first <paramref name="lines"/> cache lines, where the hardware can be asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(nint index, int lines)
    {
        if (Sse.IsSupported)
        {
            byte* address = (byte*)Unsafe.AsPointer(ref this[index]);
            for (int line = 0; line < lines; line++)
            {
                Sse.Prefetch0(address + (line * CacheLine));
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = CacheLine)]
    private struct Line;
}
