using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>A 3x3 or 1x1 convolution without bias, batch norm, an optional residual, and ReLU, forwards and backwards.</summary>
internal sealed unsafe class TrainedConvolution<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly BatchLayout _grid;
    private readonly ConvolutionLayout _layer;
    private readonly int _inputGradients;
    private readonly int _taps;
    private readonly int _points;
    private readonly Parameter _weight;
    private readonly Parameter _scale;
    private readonly Parameter _shift;
    private readonly NormStatistics _statistics;
    private readonly Convolution<TSimd, TVector>? _forward, _backward;
    private readonly Dense<TSimd, TVector>? _forwardDense, _backwardDense; // if the convolution is 1x1
    private readonly WeightGradient<TSimd, TVector> _gradient;
    private readonly float[] _transposed;
    private readonly float[] _noBias;
    private readonly float[] _means; // [calls, outputs]
    private readonly float[] _inverses; // [calls, outputs] 1 / standard deviation
    private readonly BlockBuffer _sums; // the convolution's; on the way back their gradient
    private readonly BlockBuffer _output;
    private readonly Action<int, int> _sum, _normalize, _differentiate, _descend;
    private BlockView _in, _beside, _outputGradient, _to; // of the pass that the team is at
    private int _first, _blocks, _call;

    /// <param name="parameters">Receives the weights.</param>
    /// <param name="grid">The batch.</param>
    /// <param name="part">The part's name.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inputGradients">The first so many planes in receive a gradient.</param>
    /// <param name="board">Height and width.</param>
    /// <param name="blocks">Blocks over all calls.</param>
    /// <param name="calls">Calls per step of training; each has a norm of its own.</param>
    public TrainedConvolution(
        ParameterSet parameters, BatchLayout grid, string part, ConvolutionLayout layer, int inputGradients, (int Height, int Width) board,
        int blocks, int calls)
    {
        (_grid, _layer, _inputGradients, _taps) = (grid, layer, inputGradients, layer.Kernel * layer.Kernel);
        _points = board.Height * board.Width;
        string norm = $"{part}.{layer.Name}.norm";
        _weight = parameters[$"{part}.{layer.Name}.convolution.weight"];
        (_scale, _shift, _statistics) = (parameters[$"{norm}.weight"], parameters[$"{norm}.bias"], parameters.Norm(norm));
        if (layer.Kernel == 1)
        {
            _forwardDense = new Dense<TSimd, TVector>(layer.Outputs, layer.Inputs);
            _backwardDense = inputGradients > 0 ? new Dense<TSimd, TVector>(inputGradients, layer.Outputs) : null;
        }
        else
        {
            _forward = Convolution<TSimd, TVector>.Create(layer.Outputs, layer.Inputs, board.Height, board.Width);
            _backward = inputGradients > 0
                ? Convolution<TSimd, TVector>.Create(inputGradients, layer.Outputs, board.Height, board.Width) : null;
            grid.RequireScratch(Math.Max(_forward.ScratchLength, _backward?.ScratchLength ?? 0));
        }

        _gradient = new WeightGradient<TSimd, TVector>(layer.Outputs, layer.Inputs, layer.Kernel, board.Height, board.Width, grid.Samples);
        _transposed = new float[inputGradients * layer.Outputs * _taps];
        _noBias = new float[Math.Max(layer.Outputs, inputGradients)];
        (_means, _inverses) = (new float[calls * layer.Outputs], new float[calls * layer.Outputs]);
        long length = (long)PackedWeights.Padded(layer.Outputs) * _points * grid.Samples;
        (_sums, _output) = (new BlockBuffer(blocks, length), new BlockBuffer(blocks, length));
        (_sum, _normalize, _differentiate, _descend) = (Sum, Normalize, Differentiate, Descend);
    }

    /// <summary>[outputs up to a multiple of 8, points, samples] of each block.</summary>
    public BlockView Output => _output.Blocks;

    private nint ChannelLength => (nint)_points * _grid.Samples;

    /// <summary>Takes the weights as they are now.</summary>
    public void Load()
    {
        LayerWeights layer = new(_weight.Values, _noBias.AsSpan(0, _layer.Outputs));
        _forward?.Load(layer);
        _forwardDense?.Load(layer);
        if (_inputGradients == 0)
        {
            return;
        }

        Transpose();
        LayerWeights transposed = new(_transposed, _noBias.AsSpan(0, _inputGradients));
        _backward?.Load(transposed);
        _backwardDense?.Load(transposed);
    }

    /// <summary>Output of blocks <paramref name="first"/> on from the same blocks of <paramref name="x"/>.</summary>
    /// <param name="x">[inputs, points, samples] of each block.</param>
    /// <param name="residual">Laid out as the output, or null.</param>
    /// <param name="first">The first block.</param>
    /// <param name="count">Blocks, over which the norm goes.</param>
    /// <param name="call">The call's number.</param>
    public void Forward(BlockView x, BlockView residual, int first, int count, int call)
    {
        (_in, _beside, _first, _blocks, _call) = (x, residual.From(first), first, count, call);
        _grid.Team.For(count, _sum);
        _grid.Team.For(_layer.Outputs, _normalize);
        _statistics.Batches++;
    }

    /// <summary>From the output's gradient that of the inputs; what the weights' gradient needs is kept until
    /// <see cref="AddGradient"/>.</summary>
    /// <param name="gradient">The output's, from its first block on; becomes that before the ReLU, which is the residual's too.</param>
    /// <param name="inputGradient">Overwritten from its first block on; nothing if its start is null.</param>
    /// <param name="residual">Added to the inputs' gradient; may be the same, or null.</param>
    /// <param name="first">The first block.</param>
    /// <param name="count">Blocks of the call.</param>
    /// <param name="call">The call's number.</param>
    public void Backward(BlockView gradient, BlockView inputGradient, BlockView residual, int first, int count, int call)
    {
        (_outputGradient, _to, _beside, _first, _blocks, _call) = (gradient, inputGradient, residual, first, count, call);
        _grid.Team.For(_layer.Outputs, _differentiate);
        _grid.Team.For(inputGradient.Start == null ? 0 : count, _descend);
    }

    /// <summary>Adds the weights' gradient over blocks 0 to <paramref name="blocks"/> - 1.</summary>
    public void AddGradient(BlockView x, int blocks) => _gradient.Add(_grid.Team, _sums.Blocks, x, blocks, _weight.GradientStart);

    // A block's sums.
    private void Sum(int item, int worker)
    {
        int block = _first + item;
        _forwardDense?.Run(_in.Block(block), _sums.Blocks.Block(block), _points * _grid.Vectors, float.NegativeInfinity);
        _forward?.Run(_in.Block(block), _sums.Blocks.Block(block), null, float.NegativeInfinity, _grid.Scratch(worker), _grid.Vectors);
    }

    // A channel of all the call's blocks.
    private void Normalize(int output, int worker)
    {
        long numbers = Numbers(_blocks);
        BlockView z = At(_sums.Blocks.From(_first), output);
        double mean = NormKernel<TSimd, TVector>.Sum(_grid, z, _first, _blocks, _points, 0.0f, squared: false) / numbers;
        double variance = NormKernel<TSimd, TVector>.Sum(_grid, z, _first, _blocks, _points, (float)mean, squared: true) / numbers;
        double inverse = 1.0 / Math.Sqrt(variance + ConvolutionLayout.NormEpsilon);
        _statistics.Take(output, mean, variance, numbers);
        _means[(_call * _layer.Outputs) + output] = (float)mean;
        _inverses[(_call * _layer.Outputs) + output] = (float)inverse;
        NormKernel<TSimd, TVector>.Normalize(
            z, At(Output.From(_first), output), At(_beside, output), _blocks, ChannelLength, (float)mean,
            (float)(inverse * _scale.Values[output]), _shift.Values[output]);
    }

    // A channel of all the call's blocks, back.
    private void Differentiate(int output, int worker)
    {
        long numbers = Numbers(_blocks);
        float mean = _means[(_call * _layer.Outputs) + output], inverse = _inverses[(_call * _layer.Outputs) + output];
        BlockView z = At(_sums.Blocks.From(_first), output), outer = At(_outputGradient, output);
        (double shift, double scale) = NormKernel<TSimd, TVector>.Gate(outer, At(Output.From(_first), output), z, _blocks, ChannelLength,
            mean, inverse);
        _shift.Gradient[output] += (float)shift;
        _scale.Gradient[output] += (float)scale;
        NormKernel<TSimd, TVector>.Differentiate(
            _grid, outer, z, _first, _blocks, _points, mean, inverse * _scale.Values[output], (float)(shift / numbers),
            (float)(scale / numbers * inverse));
    }

    // A block's gradient of the inputs.
    private void Descend(int block, int worker)
    {
        float* from = _sums.Blocks.Block(_first + block), to = _to.Block(block);
        _backwardDense?.Run(from, to, _points * _grid.Vectors, float.NegativeInfinity, _beside.Block(block));
        _backward?.Run(from, to, _beside.Block(block), float.NegativeInfinity, _grid.Scratch(worker), _grid.Vectors);
    }

    private long Numbers(int count) => (long)count / _grid.BlocksPerStep * _grid.Batch * _points;

    private BlockView At(BlockView planes, int channel)
        => new(planes.Start == null ? null : planes.Start + (channel * ChannelLength), planes.Stride);

    // [outputs, inputs, taps] to [inputs, outputs, taps the other way round].
    private void Transpose()
    {
        ReadOnlySpan<float> weights = _weight.Values;
        for (int input = 0; input < _inputGradients; input++)
        {
            for (int output = 0; output < _layer.Outputs; output++)
            {
                ReadOnlySpan<float> from = weights.Slice(((output * _layer.Inputs) + input) * _taps, _taps);
                from.CopyTo(_transposed.AsSpan(((input * _layer.Outputs) + output) * _taps, _taps));
                _transposed.AsSpan(((input * _layer.Outputs) + output) * _taps, _taps).Reverse();
            }
        }
    }
}
