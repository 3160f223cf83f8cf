namespace MuZero.Numerics;

/// <summary>Floats that the collector never moves, from the start of a cache line, zero at first.</summary>
internal sealed unsafe class FloatBuffer
{
    private const int LineBytes = 64;

    private readonly float[] _numbers; // pinned; holds the memory that Start points into

    /// <summary>Room for <paramref name="length"/> floats.</summary>
    /// <exception cref="OverflowException">They are more than an array holds.</exception>
    public FloatBuffer(long length)
    {
        _numbers = GC.AllocateArray<float>(checked((int)length + (LineBytes / sizeof(float))), pinned: true);
        fixed (float* first = _numbers)
        {
            Start = (float*)(((nint)first + LineBytes - 1) & -LineBytes);
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
