using MuZero.Networks.Cpu;

namespace MuZero.Training.Cpu;

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
