using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>Numbers of several blocks, at a stride.</summary>
internal readonly unsafe struct BlockView(float* start, nint stride)
{
    /// <summary>Floats from one block to the next.</summary>
    public readonly nint Stride = stride;

    /// <summary>The first block's numbers; null for nothing.</summary>
    public readonly float* Start = start;

    public float* Block(int block) => Start == null ? null : Start + (block * Stride);

    /// <summary>The same from another block on.</summary>
    public BlockView From(int block) => new(Block(block), Stride);
}

/// <summary>Owned numbers of several blocks.</summary>
internal sealed unsafe class BlockBuffer(int blocks, long length)
{
    private readonly FloatBuffer _numbers = new(blocks * length);

    public BlockView Blocks => new(_numbers.Start, (nint)length);
}
