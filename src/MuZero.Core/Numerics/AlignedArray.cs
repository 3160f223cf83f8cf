using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuZero.Numerics;

/// <summary>An array whose first element is at the start of a cache line and never moves. Its elements begin as zeros.</summary>
/// <remarks>Indices are checked in debug builds only. An element lives as long as the array does or a reference to it is held.</remarks>
internal readonly unsafe struct AlignedArray<T>
    where T : unmanaged
{
    // Nothing reads it: it keeps the memory. In whole lines, because an array has at most 2^31 elements.
    private readonly CacheLine[] _lines;
    private readonly T* _start;
    private readonly nint _length;

    public AlignedArray(nint length)
    {
        _length = length;
        nint lines = ((length * Unsafe.SizeOf<T>()) + CacheLine.Bytes - 1) / CacheLine.Bytes;
        _lines = GC.AllocateArray<CacheLine>(checked((int)lines + 1), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_lines, 0);
        _start = (T*)((address + CacheLine.Bytes - 1) & ~(CacheLine.Bytes - 1));
    }

    /// <summary>The element at an index.</summary>
    public ref T this[nint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(index >= 0 && index < _length, "The index is within the array.");
            return ref _start[index];
        }
    }

    /// <summary>Elements from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span(nint index, int length) => MemoryMarshal.CreateSpan(ref this[index], length);
}
