using System.Runtime.CompilerServices;
using MuZero.Networks;

namespace MuZero.Training.Cpu;

/// <summary>The derivative of a convolution or a fully connected layer by its weights: for every output, input and tap the sum of products over
/// samples and points.</summary>
internal sealed unsafe class WeightGradient<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int Outputs = 4, Inputs = 2; // of one pass: as many sums as hide the latency of an addition

    // Of slopes and inputs between two horizontal sums: they come from the second-level cache once, and 8 more times from the first.
    private const int PassBytes = 64 * 1024;

    private readonly int _outputs;
    private readonly int _inputs;
    private readonly nint _channel; // floats per channel of a block
    private readonly int _blocksAtOnce;
    private readonly int[] _starts; // [taps + 1] where each tap's runs begin
    private readonly Run[] _runs;

    /// <param name="outputs">Outputs.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="side">3 or 1 taps along each side.</param>
    /// <param name="height">Of the board.</param>
    /// <param name="width">Of the board.</param>
    /// <param name="samples">Per block.</param>
    public WeightGradient(int outputs, int inputs, int side, int height, int width, int samples)
    {
        (_outputs, _inputs, _channel) = (outputs, inputs, (nint)height * width * samples);
        _blocksAtOnce = (int)Math.Max(1, PassBytes / ((Outputs + Inputs) * _channel * sizeof(float)));
        _starts = new int[(side * side) + 1];
        List<Run> runs = [];
        for (int tap = 0; tap < side * side; tap++)
        {
            AddRuns(runs, (tap / side) - (side / 2), (tap % side) - (side / 2), height, width, samples);
            _starts[tap + 1] = runs.Count;
        }

        _runs = [.. runs];
    }

    /// <summary>Adds to the gradient.</summary>
    /// <param name="slopes">[blocks][outputs up to a multiple of 4, points, samples].</param>
    /// <param name="x">[blocks][inputs, points, samples].</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="gradient">[outputs, inputs, taps].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(Planes slopes, Planes x, int blocks, float* gradient)
    {
        int taps = _starts.Length - 1;
        float* sums = stackalloc float[Outputs * Inputs];
        fixed (Run* runs = _runs)
        {
            for (int block = 0; block < blocks; block += _blocksAtOnce)
            {
                Planes slopesHere = slopes.From(block), xHere = x.From(block);
                int together = Math.Min(_blocksAtOnce, blocks - block);
                for (int output = 0; output < _outputs; output += Outputs)
                {
                    for (int input = 0; input < _inputs; input += Inputs)
                    {
                        // An odd input is its own neighbour; its second sum is not used.
                        nint neighbour = input + 1 < _inputs ? _channel : 0;
                        for (int tap = 0; tap < taps; tap++)
                        {
                            Pass(
                                slopesHere.Start + (output * _channel), slopes.Stride, xHere.Start + (input * _channel), x.Stride, neighbour, together,
                                runs + _starts[tap], runs + _starts[tap + 1], sums);
                            Take(sums, gradient, output, input, tap);
                        }
                    }
                }
            }
        }
    }

    private void Take(float* sums, float* gradient, int output, int input, int tap)
    {
        int taps = _starts.Length - 1;
        for (int i = 0; i < Math.Min(Outputs, _outputs - output); i++)
        {
            for (int j = 0; j < Math.Min(Inputs, _inputs - input); j++)
            {
                gradient[((((output + i) * _inputs) + input + j) * taps) + tap] += sums[(i * Inputs) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pass(float* slopes, nint slopeStride, float* x, nint xStride, nint neighbour, int blocks, Run* firstRun, Run* endRun, float* sums)
    {
        TVector a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        nint channel = _channel;
        for (int block = 0; block < blocks; block++, slopes += slopeStride, x += xStride)
        {
            for (Run* run = firstRun; run < endRun; run++)
            {
                float* slope = slopes + run->Output, slope2 = slope + (2 * channel), input = x + run->Input;
                for (float* end = slope + run->Length; slope < end; slope += TSimd.Count, slope2 += TSimd.Count, input += TSimd.Count)
                {
                    TVector left = TSimd.Load(input), right = TSimd.Load(input + neighbour);
                    TVector a = TSimd.Load(slope), b = TSimd.Load(slope + channel), c = TSimd.Load(slope2), d = TSimd.Load(slope2 + channel);
                    a0 = TSimd.MultiplyAdd(a, left, a0);
                    a1 = TSimd.MultiplyAdd(a, right, a1);
                    b0 = TSimd.MultiplyAdd(b, left, b0);
                    b1 = TSimd.MultiplyAdd(b, right, b1);
                    c0 = TSimd.MultiplyAdd(c, left, c0);
                    c1 = TSimd.MultiplyAdd(c, right, c1);
                    d0 = TSimd.MultiplyAdd(d, left, d0);
                    d1 = TSimd.MultiplyAdd(d, right, d1);
                }
            }
        }

        (sums[0], sums[1], sums[2], sums[3]) = (TSimd.Sum(a0), TSimd.Sum(a1), TSimd.Sum(b0), TSimd.Sum(b1));
        (sums[4], sums[5], sums[6], sums[7]) = (TSimd.Sum(c0), TSimd.Sum(c1), TSimd.Sum(d0), TSimd.Sum(d1));
    }

    // The points whose tap lies on the board, in runs along its rows; whole rows become one run.
    private static void AddRuns(List<Run> runs, int down, int along, int height, int width, int samples)
    {
        int firstColumn = Math.Max(0, -along), columns = width - Math.Abs(along);
        int firstRow = Math.Max(0, -down), rows = height - Math.Abs(down);
        if (columns <= 0 || rows <= 0)
        {
            return;
        }

        bool whole = along == 0;
        for (int row = firstRow; row < (whole ? firstRow + 1 : firstRow + rows); row++)
        {
            nint output = (((nint)row * width) + firstColumn) * samples, input = output + ((((nint)down * width) + along) * samples);
            runs.Add(new Run(output, input, (nint)columns * (whole ? rows : 1) * samples));
        }
    }

    /// <summary>Neighbouring points that one tap connects: offsets within a channel, and a length, in floats.</summary>
    private readonly record struct Run(nint Output, nint Input, nint Length);
}
