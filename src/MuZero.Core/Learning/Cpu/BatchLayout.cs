using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>A batch's layout in memory: blocks of samples, a lane each, step after step. What fills the last block of a step up repeats a
/// real sample on the way forward and has no gradient on the way back.</summary>
internal sealed unsafe class BatchLayout
{
    private readonly FloatBuffer _mask; // [blocks per step, samples] 1 for a real one
    private readonly List<FloatBuffer> _scratch = [new(0)]; // a thread each

    public BatchLayout(int batch, int lanes, int vectors, int unrollSteps)
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

    /// <summary>The threads that share out blocks, channels and outputs. Who works on what changes no result.</summary>
    public ThreadTeam Team { get; } = new();

    /// <summary>Threads at work, each with its scratch.</summary>
    public int Threads
    {
        get => Team.Size;
        set
        {
            while (_scratch.Count < value)
            {
                _scratch.Add(new FloatBuffer(_scratch[0].Length));
            }

            Team.Size = value;
        }
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

    /// <summary>Makes the scratch, which one layer after the other uses, at least this long; before other threads join.</summary>
    public void RequireScratch(long length)
    {
        if (length > _scratch[0].Length)
        {
            _scratch[0] = new FloatBuffer(length);
        }
    }

    /// <summary>A thread's scratch.</summary>
    public float* Scratch(int worker) => _scratch[worker].Start;

    /// <summary>[samples] 1 for a real sample of the block, else 0.</summary>
    public float* Mask(int block) => _mask.Start + (block % BlocksPerStep * Samples);

    /// <summary>The batch's row of a sample; the last row if there is none.</summary>
    public int Row(int block, int sample) => Math.Min((block % BlocksPerStep * Samples) + sample, Batch - 1);
}
