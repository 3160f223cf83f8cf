using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>The gradient of a convolution or a fully connected layer with respect to its weights: for every output, input and tap the sum
/// of products over samples and points.</summary>
internal sealed unsafe class WeightGradient<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private const int Outputs = 4; // of one pass

    // Of gradients and inputs between two horizontal sums: they come from the second-level cache once, and 8 more times from the first.
    private const int PassBytes = 48 * 1024;

    private static readonly int _inputsAtOnce = TSimd.HoldPairs ? 4 : 2; // 16 sums if the registers hold them, else 8

    private readonly int _outputs;
    private readonly int _inputs;
    private readonly nint _channel; // floats per channel of a block
    private readonly int _blocksAtOnce;
    private readonly int[] _starts; // [taps + 1] start of each tap's runs
    private readonly Run[] _runs;
    private readonly Action<int, int> _addPart;
    private BlockView _outputGradients, _x; // of the pass that a team is at
    private int _blocks, _parts;
    private float* _gradient;

    /// <param name="outputs">Outputs.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="side">3 or 1 taps along each side.</param>
    /// <param name="height">Of the board.</param>
    /// <param name="width">Of the board.</param>
    /// <param name="samples">Per block.</param>
    public WeightGradient(int outputs, int inputs, int side, int height, int width, int samples)
    {
        (_outputs, _inputs, _channel) = (outputs, inputs, (nint)height * width * samples);
        _blocksAtOnce = (int)Math.Max(1, PassBytes / ((Outputs + _inputsAtOnce) * _channel * sizeof(float)));
        _starts = new int[(side * side) + 1];
        List<Run> runs = [];
        for (int tap = 0; tap < side * side; tap++)
        {
            AddRuns(runs, (tap / side) - (side / 2), (tap % side) - (side / 2), height, width, samples);
            _starts[tap + 1] = runs.Count;
        }

        _runs = [.. runs];
        _addPart = AddPart;
    }

    /// <summary>Adds to the gradient.</summary>
    /// <param name="team">Shares out the outputs.</param>
    /// <param name="outputGradients">[blocks][outputs up to a multiple of 4, points, samples].</param>
    /// <param name="x">[blocks][inputs, points, samples].</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="gradient">[outputs, inputs, taps].</param>
    public void Add(ThreadTeam team, BlockView outputGradients, BlockView x, int blocks, float* gradient)
    {
        (_outputGradients, _x, _blocks) = (outputGradients, x, blocks);
        _gradient = gradient;
        _parts = Math.Min(team.Size, (_outputs + Outputs - 1) / Outputs);
        team.For(_parts, _addPart);
    }

    // A thread's share of the outputs; it reads all inputs, so the fewer shares the better.
    private void AddPart(int part, int worker)
    {
        int passes = (_outputs + Outputs - 1) / Outputs;
        Add(passes * part / _parts * Outputs, Math.Min(_outputs, passes * (part + 1) / _parts * Outputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int firstOutput, int endOutput)
    {
        int taps = _starts.Length - 1;
        float* sums = stackalloc float[Outputs * _inputsAtOnce];
        fixed (Run* runs = _runs)
        {
            for (int block = 0; block < _blocks; block += _blocksAtOnce)
            {
                BlockView gradientsHere = _outputGradients.From(block), xHere = _x.From(block);
                int together = Math.Min(_blocksAtOnce, _blocks - block);
                for (int output = firstOutput; output < endOutput; output += Outputs)
                {
                    for (int input = 0; input < _inputs; input += _inputsAtOnce)
                    {
                        Block at = new(gradientsHere, xHere, output * _channel, input * _channel, together,
                            Math.Min(_inputsAtOnce, _inputs - input));
                        for (int tap = 0; tap < taps; tap++)
                        {
                            if (TSimd.HoldPairs)
                            {
                                WidePass(at, runs + _starts[tap], runs + _starts[tap + 1], sums);
                            }
                            else
                            {
                                NarrowPass(at, runs + _starts[tap], runs + _starts[tap + 1], sums);
                            }

                            Take(sums, _gradient, output, input, tap);
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
            for (int j = 0; j < Math.Min(_inputsAtOnce, _inputs - input); j++)
            {
                gradient[((((output + i) * _inputs) + input + j) * taps) + tap] += sums[(i * _inputsAtOnce) + j];
            }
        }
    }

    // 4 outputs and 4 inputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WidePass(in Block at, Run* firstRun, Run* endRun, float* sums)
    {
        TVector a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        TVector c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        nint channel = _channel, second = at.Neighbour(1, channel), third = at.Neighbour(2, channel), fourth = at.Neighbour(3, channel);
        float* outputGradients = at.OutputGradients, x = at.X;
        for (int block = 0; block < at.Blocks; block++, outputGradients += at.GradientStride, x += at.XStride)
        {
            for (Run* run = firstRun; run < endRun; run++)
            {
                float* outer = outputGradients + run->Output, outer2 = outer + (2 * channel), input = x + run->Input;
                for (float* end = outer + run->Length; outer < end; outer += TSimd.Count, outer2 += TSimd.Count, input += TSimd.Count)
                {
                    TVector x0 = TSimd.Load(input), x1 = TSimd.Load(input + second), x2 = TSimd.Load(input + third),
                        x3 = TSimd.Load(input + fourth);
                    TVector a = TSimd.Load(outer), b = TSimd.Load(outer + channel), c = TSimd.Load(outer2),
                        d = TSimd.Load(outer2 + channel);
                    a0 = TSimd.MultiplyAdd(a, x0, a0);
                    a1 = TSimd.MultiplyAdd(a, x1, a1);
                    a2 = TSimd.MultiplyAdd(a, x2, a2);
                    a3 = TSimd.MultiplyAdd(a, x3, a3);
                    b0 = TSimd.MultiplyAdd(b, x0, b0);
                    b1 = TSimd.MultiplyAdd(b, x1, b1);
                    b2 = TSimd.MultiplyAdd(b, x2, b2);
                    b3 = TSimd.MultiplyAdd(b, x3, b3);
                    c0 = TSimd.MultiplyAdd(c, x0, c0);
                    c1 = TSimd.MultiplyAdd(c, x1, c1);
                    c2 = TSimd.MultiplyAdd(c, x2, c2);
                    c3 = TSimd.MultiplyAdd(c, x3, c3);
                    d0 = TSimd.MultiplyAdd(d, x0, d0);
                    d1 = TSimd.MultiplyAdd(d, x1, d1);
                    d2 = TSimd.MultiplyAdd(d, x2, d2);
                    d3 = TSimd.MultiplyAdd(d, x3, d3);
                }
            }
        }

        (sums[0], sums[1], sums[2], sums[3]) = (TSimd.Sum(a0), TSimd.Sum(a1), TSimd.Sum(a2), TSimd.Sum(a3));
        (sums[4], sums[5], sums[6], sums[7]) = (TSimd.Sum(b0), TSimd.Sum(b1), TSimd.Sum(b2), TSimd.Sum(b3));
        (sums[8], sums[9], sums[10], sums[11]) = (TSimd.Sum(c0), TSimd.Sum(c1), TSimd.Sum(c2), TSimd.Sum(c3));
        (sums[12], sums[13], sums[14], sums[15]) = (TSimd.Sum(d0), TSimd.Sum(d1), TSimd.Sum(d2), TSimd.Sum(d3));
    }

    // 4 outputs and 2 inputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NarrowPass(in Block at, Run* firstRun, Run* endRun, float* sums)
    {
        TVector a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        nint channel = _channel, neighbour = at.Neighbour(1, channel);
        float* outputGradients = at.OutputGradients, x = at.X;
        for (int block = 0; block < at.Blocks; block++, outputGradients += at.GradientStride, x += at.XStride)
        {
            for (Run* run = firstRun; run < endRun; run++)
            {
                float* outer = outputGradients + run->Output, outer2 = outer + (2 * channel), input = x + run->Input;
                for (float* end = outer + run->Length; outer < end; outer += TSimd.Count, outer2 += TSimd.Count, input += TSimd.Count)
                {
                    TVector left = TSimd.Load(input), right = TSimd.Load(input + neighbour);
                    TVector a = TSimd.Load(outer), b = TSimd.Load(outer + channel), c = TSimd.Load(outer2),
                        d = TSimd.Load(outer2 + channel);
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

    // The points whose tap is on the board, in runs along its rows; whole rows become one run.
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

    /// <summary>Some outputs and inputs of some blocks.</summary>
    private readonly struct Block(BlockView outputGradients, BlockView x, nint output, nint input, int blocks, int inputs)
    {
        public readonly float* OutputGradients = outputGradients.Start + output;
        public readonly float* X = x.Start + input;
        public readonly nint GradientStride = outputGradients.Stride;
        public readonly nint XStride = x.Stride;
        public readonly int Blocks = blocks;

        /// <summary>The offset from the first input to another; 0 if there is none, and those sums are not used.</summary>
        public nint Neighbour(int number, nint channel) => number < inputs ? number * channel : 0;
    }

    /// <summary>Neighbouring points that one tap connects: offsets within a channel, and a length, in floats.</summary>
    private readonly record struct Run(nint Output, nint Input, nint Length);
}
