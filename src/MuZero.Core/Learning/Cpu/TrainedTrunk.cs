using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>Layers from one feature to the next, forwards and backwards.</summary>
internal abstract class TrainedTrunk
{
    /// <summary>The output of each block.</summary>
    public abstract BlockView Output { get; }

    /// <summary>Takes the weights as they are now.</summary>
    public abstract void Load();

    /// <summary>Output of blocks <paramref name="first"/> on from the same blocks of <paramref name="x"/>; the call's number selects its
    /// norms.</summary>
    public abstract void Forward(BlockView x, int first, int count, int call);

    /// <summary>The place of the output's gradient before <see cref="Backward"/> for the call that begins at block
    /// <paramref name="first"/>.</summary>
    public abstract BlockView OutputGradient(int first);

    /// <summary>From the output's gradient that of the inputs.</summary>
    /// <param name="inputGradient">Overwritten from its first block on; nothing if its start is null.</param>
    /// <param name="first">The first block.</param>
    /// <param name="count">Blocks of the call.</param>
    /// <param name="call">The call's number.</param>
    public abstract void Backward(BlockView inputGradient, int first, int count, int call);

    /// <summary>Adds the weights' gradient over blocks 0 to <paramref name="blocks"/> - 1.</summary>
    public abstract void AddGradient(BlockView x, int blocks);
}

/// <summary>A linear layer, or two with an activation between.</summary>
internal sealed class TrainedEncoder<TSimd, TVector> : TrainedTrunk
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly TrainedLinear<TSimd, TVector>? _hidden;
    private readonly TrainedLinear<TSimd, TVector> _last;

    public TrainedEncoder(ParameterSet parameters, BatchLayout grid, TrunkLayout trunk, int inputGradients, int blocks)
    {
        _hidden = trunk.Layers.Count > 1 ? Layer(trunk.Layers[0], inputGradients) : null;
        _last = Layer(trunk.Layers[^1], _hidden is null ? inputGradients : trunk.Layers[^1].Inputs);

        TrainedLinear<TSimd, TVector> Layer(LayerLayout layer, int gradients)
            => new(parameters, grid, trunk.Name, (LinearLayout)layer, gradients, blocks, (1, 1));
    }

    /// <inheritdoc/>
    public override BlockView Output => _last.Output;

    /// <inheritdoc/>
    public override void Load()
    {
        _hidden?.Load();
        _last.Load();
    }

    /// <inheritdoc/>
    public override void Forward(BlockView x, int first, int count, int call)
    {
        _hidden?.Forward(x, first, count);
        _last.Forward(_hidden?.Output ?? x, first, count);
    }

    /// <inheritdoc/>
    public override BlockView OutputGradient(int first) => _last.OutputGradient.From(first);

    /// <inheritdoc/>
    public override void Backward(BlockView inputGradient, int first, int count, int call)
    {
        _last.Backward(_hidden?.OutputGradient.From(first) ?? inputGradient, first, count, add: false);
        _hidden?.Backward(inputGradient, first, count, add: false);
    }

    /// <inheritdoc/>
    public override void AddGradient(BlockView x, int blocks)
    {
        _hidden?.AddGradient(x, blocks);
        _last.AddGradient(_hidden?.Output ?? x, blocks);
    }
}

/// <summary>Residual blocks, after a stem or on the features as they are (MuZero, appendix F).</summary>
internal sealed class TrainedTower<TSimd, TVector> : TrainedTrunk
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly TrainedConvolution<TSimd, TVector>? _stem;
    private readonly (TrainedConvolution<TSimd, TVector> First, TrainedConvolution<TSimd, TVector> Second)[] _residual;
    private readonly BlockBuffer _outputGradient; // of one call
    private readonly BlockBuffer _inner;

    /// <param name="parameters">The weights.</param>
    /// <param name="grid">The batch.</param>
    /// <param name="trunk">The layers.</param>
    /// <param name="inputGradients">The first so many planes in receive a gradient.</param>
    /// <param name="board">Height and width.</param>
    /// <param name="calls">Calls per step of training.</param>
    /// <param name="blocks">Blocks of samples per call.</param>
    public TrainedTower(
        ParameterSet parameters, BatchLayout grid, TrunkLayout trunk, int inputGradients, (int Height, int Width) board, int calls,
        int blocks)
    {
        _stem = trunk.Layers[0] is ConvolutionLayout stem ? Layer(stem, inputGradients) : null;
        _residual = [.. trunk.Layers.OfType<ResidualLayout>()
            .Select(block => (Layer(block.First, block.Channels), Layer(block.Second, block.Channels)))];
        long length = (long)PackedWeights.Padded(trunk.Outputs) * board.Height * board.Width * grid.Samples;
        (_outputGradient, _inner) = (new BlockBuffer(blocks, length), new BlockBuffer(blocks, length));

        TrainedConvolution<TSimd, TVector> Layer(ConvolutionLayout layer, int gradients)
            => new(parameters, grid, trunk.Name, layer, gradients, board, blocks * calls, calls);
    }

    /// <inheritdoc/>
    public override BlockView Output => _residual.Length > 0 ? _residual[^1].Second.Output : _stem!.Output;

    /// <inheritdoc/>
    public override void Load()
    {
        _stem?.Load();
        foreach ((TrainedConvolution<TSimd, TVector> first, TrainedConvolution<TSimd, TVector> second) in _residual)
        {
            first.Load();
            second.Load();
        }
    }

    /// <inheritdoc/>
    public override void Forward(BlockView x, int first, int count, int call)
    {
        _stem?.Forward(x, default, first, count, call);
        BlockView features = _stem?.Output ?? x;
        foreach ((TrainedConvolution<TSimd, TVector> inner, TrainedConvolution<TSimd, TVector> outer) in _residual)
        {
            inner.Forward(features, default, first, count, call);
            outer.Forward(inner.Output, features, first, count, call);
            features = outer.Output;
        }
    }

    /// <inheritdoc/>
    public override BlockView OutputGradient(int first) => _outputGradient.Blocks;

    /// <inheritdoc/>
    public override unsafe void Backward(BlockView inputGradient, int first, int count, int call)
    {
        BlockView gradient = _outputGradient.Blocks, inner = _inner.Blocks;
        for (int block = _residual.Length - 1; block >= 0; block--)
        {
            // Without a stem the first block's inputs are the tower's.
            BlockView to = block == 0 && _stem is null ? inputGradient : gradient;
            _residual[block].Second.Backward(gradient, inner, default, first, count, call);
            _residual[block].First.Backward(inner, to, gradient, first, count, call);
        }

        _stem?.Backward(gradient, inputGradient, default, first, count, call);
    }

    /// <inheritdoc/>
    public override void AddGradient(BlockView x, int blocks)
    {
        _stem?.AddGradient(x, blocks);
        BlockView features = _stem?.Output ?? x;
        foreach ((TrainedConvolution<TSimd, TVector> first, TrainedConvolution<TSimd, TVector> second) in _residual)
        {
            first.AddGradient(features, blocks);
            second.AddGradient(first.Output, blocks);
            features = second.Output;
        }
    }
}
