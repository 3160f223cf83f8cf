using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>Memory that one layer after the other uses, apart for each thread of a team.</summary>
internal sealed unsafe class SharedScratch
{
    private readonly List<FloatBuffer> _numbers = [new(0)];

    /// <summary>A thread's numbers.</summary>
    public float* Start(int worker) => _numbers[worker].Start;

    /// <summary>Makes each thread's at least this long.</summary>
    public void Require(long length)
    {
        if (length > _numbers[0].Length)
        {
            int threads = _numbers.Count;
            _numbers.Clear();
            Fill(threads, length);
        }
    }

    /// <summary>Makes room for so many threads.</summary>
    public void Share(int threads) => Fill(threads, _numbers[0].Length);

    private void Fill(int threads, long length)
    {
        while (_numbers.Count < threads)
        {
            _numbers.Add(new FloatBuffer(length));
        }
    }
}
