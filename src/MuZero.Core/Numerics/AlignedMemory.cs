using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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

/// <summary>Floats that the collector never moves, from the start of a cache line, zero at first.</summary>
internal sealed unsafe class FloatBuffer
{
    private readonly float[] _numbers; // pinned; holds the memory that Start points into

    /// <summary>Room for <paramref name="length"/> floats.</summary>
    /// <exception cref="OverflowException">They are more than an array holds.</exception>
    public FloatBuffer(long length)
    {
        _numbers = GC.AllocateArray<float>(checked((int)length + (CacheLine.Bytes / sizeof(float))), pinned: true);
        fixed (float* first = _numbers)
        {
            Start = (float*)(((nint)first + CacheLine.Bytes - 1) & -CacheLine.Bytes);
        }

        Length = length;
    }

    /// <summary>The first float; valid while this object is reachable.</summary>
    public float* Start { get; }

    /// <summary>The number of elements.</summary>
    public long Length { get; }

    /// <summary>All of them; the length must fit a span.</summary>
    public Span<float> Span => new(Start, checked((int)Length));
}

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
