using MuZero.Networks.Cpu;

namespace MuZero.Training.Cpu;

/// <summary>How a batch lies in memory: blocks of samples, a lane each, step after step. What fills the last block of a step up repeats a real
/// sample on the way forward and has no gradient on the way back.</summary>
internal sealed unsafe class SampleGrid
{
    private readonly FloatBuffer _mask; // [blocks per step, samples] 1 for a real one

    public SampleGrid(int batch, int lanes, int vectors, int unrollSteps)
    {
        int filled = (batch + lanes - 1) / lanes;
        Batch = batch;
        Lanes = lanes;
        Vectors = filled % vectors == 0 ? vectors : 1;
        UnrollSteps = unrollSteps;
        BlocksPerStep = filled / Vectors;
        _mask = new FloatBuffer(BlocksPerStep * Samples);
        _mask.Span[..batch].Fill(1.0f);
    }

    /// <summary>B.</summary>
    public int Batch { get; }

    /// <summary>Floats per vector.</summary>
    public int Lanes { get; }

    /// <summary>Vectors of samples per block, 1 or 2.</summary>
    public int Vectors { get; }

    /// <summary>K.</summary>
    public int UnrollSteps { get; }

    /// <summary>Samples per block.</summary>
    public int Samples => Vectors * Lanes;

    /// <summary>Blocks of one step.</summary>
    public int BlocksPerStep { get; }

    /// <summary>Blocks of K + 1 steps.</summary>
    public int Blocks => BlocksPerStep * (UnrollSteps + 1);

    /// <summary>[samples] 1 for a real sample of the block, else 0.</summary>
    public float* Mask(int block) => _mask.Start + (block % BlocksPerStep * Samples);

    /// <summary>The batch's row of a sample; the last row where there is none.</summary>
    public int Row(int block, int sample) => Math.Min((block % BlocksPerStep * Samples) + sample, Batch - 1);
}

/// <summary>Numbers of several blocks, at a stride.</summary>
internal readonly unsafe struct Planes(float* start, nint stride)
{
    /// <summary>Floats from one block to the next.</summary>
    public readonly nint Stride = stride;

    /// <summary>The first block's numbers; null for nothing.</summary>
    public readonly float* Start = start;

    public float* Block(int block) => Start == null ? null : Start + (block * Stride);

    /// <summary>The same from another block on.</summary>
    public Planes From(int block) => new(Block(block), Stride);
}

/// <summary>Owned numbers of several blocks.</summary>
internal sealed unsafe class PlaneBuffer(int blocks, long length)
{
    private readonly FloatBuffer _numbers = new(blocks * length);

    public Planes Planes => new(_numbers.Start, (nint)length);
}

/// <summary>Memory that one layer after the other uses.</summary>
internal sealed unsafe class SharedScratch
{
    private FloatBuffer _numbers = new(0);

    public float* Start => _numbers.Start;

    /// <summary>Makes it at least this long.</summary>
    public void Require(long length)
    {
        if (length > _numbers.Length)
        {
            _numbers = new FloatBuffer(length);
        }
    }
}
