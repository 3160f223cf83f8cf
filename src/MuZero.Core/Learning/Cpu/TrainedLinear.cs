using System.Runtime.CompilerServices;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>A fully connected layer and its activation, forwards and backwards.</summary>
internal sealed unsafe class TrainedLinear<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly BatchLayout _grid;
    private readonly int _points;
    private readonly ActivationKind? _activation;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Dense<TSimd, TVector> _forward;
    private readonly Dense<TSimd, TVector>? _backward;
    private readonly WeightGradient<TSimd, TVector> _gradient;
    private readonly float[] _transposed;
    private readonly float[] _noBias;
    private readonly BlockBuffer _output;
    private readonly BlockBuffer _outputGradient;
    private readonly Action<int, int> _ascend, _descend, _addBias;
    private BlockView _in, _to; // of the pass that the team is at
    private int _first, _blocks;
    private bool _add;

    /// <param name="parameters">Receives the weights.</param>
    /// <param name="grid">The batch.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inputGradients">The first so many inputs receive a gradient.</param>
    /// <param name="blocks">Blocks over all calls.</param>
    /// <param name="board">Height and width of the planes that a pointwise layer takes; 1 and 1 for another.</param>
    public TrainedLinear(ParameterSet parameters, BatchLayout grid, string part, LinearLayout layer, int inputGradients, int blocks,
        (int Height, int Width) board)
    {
        _points = board.Height * board.Width;
        (_grid, _activation, _inputs, _outputs) = (grid, layer.Activation, layer.Inputs, layer.Outputs);
        _weight = parameters[$"{part}.{layer.Name}.weight"];
        _bias = parameters[$"{part}.{layer.Name}.bias"];
        _forward = new Dense<TSimd, TVector>(_outputs, _inputs);
        _backward = inputGradients > 0 ? new Dense<TSimd, TVector>(inputGradients, _outputs) : null;
        _transposed = new float[inputGradients * _outputs];
        _noBias = new float[inputGradients];
        _gradient = new WeightGradient<TSimd, TVector>(_outputs, _inputs, side: 1, board.Height, board.Width, grid.Samples);
        long length = (long)PackedWeights.Padded(_outputs) * _points * grid.Samples;
        (_output, _outputGradient) = (new BlockBuffer(blocks, length), new BlockBuffer(blocks, length));
        (_ascend, _descend, _addBias) = (Ascend, Descend, AddBias);
    }

    /// <summary>[outputs, points, samples] of each block.</summary>
    public BlockView Output => _output.Blocks;

    /// <summary>The place of the outputs' gradient; kept until <see cref="AddGradient"/>.</summary>
    public BlockView OutputGradient => _outputGradient.Blocks;

    // Vectors per number or plane.
    private int Columns => _points * _grid.Vectors;

    /// <summary>Takes the weights as they are now.</summary>
    public void Load()
    {
        _forward.Load(new LayerWeights(_weight.Values, _bias.Values));
        if (_backward is null)
        {
            return;
        }

        ReadOnlySpan<float> weights = _weight.Values;
        for (int i = 0; i < _transposed.Length; i++)
        {
            _transposed[i] = weights[(i % _outputs * _inputs) + (i / _outputs)];
        }

        _backward.Load(new LayerWeights(_transposed, _noBias));
    }

    /// <summary>Output of blocks <paramref name="first"/> on from the same blocks of <paramref name="x"/>.</summary>
    public void Forward(BlockView x, int first, int count)
    {
        (_in, _first) = (x, first);
        _grid.Team.For(count, _ascend);
    }

    /// <summary>Makes <see cref="OutputGradient"/> that of the sums before the activation, and from it the inputs' gradient.</summary>
    /// <param name="inputGradient">Overwritten from its first block on; nothing if its start is null.</param>
    /// <param name="first">The first block.</param>
    /// <param name="count">Blocks.</param>
    /// <param name="add">Adds to <paramref name="inputGradient"/> instead.</param>
    public void Backward(BlockView inputGradient, int first, int count, bool add)
    {
        (_to, _first, _add) = (inputGradient, first, add);
        _grid.Team.For(count, _descend);
    }

    /// <summary>Adds the weights' gradient over blocks 0 to <paramref name="blocks"/> - 1.</summary>
    public void AddGradient(BlockView x, int blocks)
    {
        _gradient.Add(_grid.Team, OutputGradient, x, blocks, _weight.GradientStart);
        _blocks = blocks;
        _grid.Team.For(_outputs, _addBias);
    }

    private void Ascend(int item, int worker)
    {
        float* y = Output.Block(_first + item);
        _forward.Run(_in.Block(_first + item), y, Columns, _activation == ActivationKind.Relu ? 0.0f : float.NegativeInfinity);
        if (_activation == ActivationKind.Elu)
        {
            Activations<TSimd, TVector>.Elu(y, (nint)_outputs * _points * _grid.Samples);
        }
    }

    private void Descend(int block, int worker)
    {
        float* gradient = OutputGradient.Block(_first + block), to = _to.Block(block);
        if (_activation is { } activation)
        {
            Gate(gradient, Output.Block(_first + block), (nint)_outputs * _points * _grid.Samples, activation == ActivationKind.Elu);
        }

        if (to != null)
        {
            _backward!.Run(gradient, to, Columns, float.NegativeInfinity, _add ? to : null);
        }
    }

    private void AddBias(int output, int worker) => _bias.Gradient[output] += (float)Sum(OutputGradient, output, _blocks);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Sum(BlockView gradient, int output, int blocks)
    {
        double total = 0.0;
        for (int block = 0; block < blocks; block++)
        {
            float* row = gradient.Block(block) + ((nint)output * Columns * TSimd.Count);
            TVector sum = TSimd.Load(row);
            for (int vector = 1; vector < Columns; vector++)
            {
                sum = TSimd.Add(sum, TSimd.Load(row + (vector * TSimd.Count)));
            }

            total += TSimd.Sum(sum);
        }

        return total;
    }

    // ReLU: the gradient if the output is positive. ELU: times 1 if it is, else times output + 1 = e^x.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gate(float* gradient, float* output, nint length, bool elu)
    {
        TVector one = TSimd.Create(1.0f);
        for (nint i = 0; i < length; i += TSimd.Count)
        {
            TVector y = TSimd.Load(output + i), numbers = TSimd.Load(gradient + i);
            TVector below = elu ? TSimd.Multiply(numbers, TSimd.Add(y, one)) : default;
            TSimd.Store(TSimd.Select(TSimd.Greater(y, default), numbers, below), gradient + i);
        }
    }
}
