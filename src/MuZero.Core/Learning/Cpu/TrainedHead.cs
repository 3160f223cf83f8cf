using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;

namespace MuZero.Learning.Cpu;

/// <summary>Policy, value or reward from the features of all steps at once: a 1x1 convolution if there are planes, a hidden layer, a linear
/// layer.</summary>
internal sealed class TrainedHead<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly TrainedConvolution<TSimd, TVector>? _squeeze;
    private readonly BlockBuffer? _planesGradient;
    private readonly TrainedLinear<TSimd, TVector> _hidden;
    private readonly TrainedLinear<TSimd, TVector> _last;

    /// <param name="parameters">The weights.</param>
    /// <param name="grid">The batch.</param>
    /// <param name="head">The layers.</param>
    /// <param name="board">Height and width.</param>
    /// <param name="blocks">Blocks of samples over all steps.</param>
    public TrainedHead(ParameterSet parameters, BatchLayout grid, HeadLayout head, (int Height, int Width) board, int blocks)
    {
        if (head.Layers[0] is ConvolutionLayout squeeze)
        {
            _squeeze = new(parameters, grid, head.Name, squeeze, inputGradients: squeeze.Inputs, board, blocks, calls: 1);
            _planesGradient = new BlockBuffer(blocks,
                (long)PackedWeights.Padded(squeeze.Outputs) * board.Height * board.Width * grid.Samples);
        }

        (_hidden, _last) = (Linear(head.Layers[^2]), Linear(head.Layers[^1]));

        TrainedLinear<TSimd, TVector> Linear(LayerLayout layer)
            => new(parameters, grid, head.Name, (LinearLayout)layer, inputGradients: layer.Inputs, blocks, (1, 1));
    }

    /// <summary>[outputs, samples] of each block.</summary>
    public BlockView Output => _last.Output;

    /// <summary>The place of the loss's gradient.</summary>
    public BlockView OutputGradient => _last.OutputGradient;

    /// <summary>Takes the weights as they are now.</summary>
    public void Load()
    {
        _squeeze?.Load();
        _hidden.Load();
        _last.Load();
    }

    public void Forward(BlockView features, int count)
    {
        _squeeze?.Forward(features, default, 0, count, call: 0);
        _hidden.Forward(_squeeze?.Output ?? features, 0, count);
        _last.Forward(_hidden.Output, 0, count);
    }

    /// <summary>From <see cref="OutputGradient"/> that of the features, added to the present content if <paramref name="add"/>; and all
    /// gradients.</summary>
    public void Backward(BlockView features, BlockView featureGradient, int count, bool add)
    {
        _last.Backward(_hidden.OutputGradient, 0, count, add: false);
        if (_squeeze is null)
        {
            _hidden.Backward(featureGradient, 0, count, add);
        }
        else
        {
            _hidden.Backward(_planesGradient!.Blocks, 0, count, add: false);
            _squeeze.Backward(_planesGradient.Blocks, featureGradient, add ? featureGradient : default, 0, count, call: 0);
            _squeeze.AddGradient(features, count);
        }

        _hidden.AddGradient(_squeeze?.Output ?? features, count);
        _last.AddGradient(_hidden.Output, count);
    }
}
