using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A fully connected layer and its activation.</summary>
internal sealed unsafe class Hidden<TSimd, TVector>(LayerWeights layer, int inputs, ActivationKind activation)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly Dense<TSimd, TVector> _layer = new(layer, inputs);
    private readonly int _outputs = layer.Outputs;

    /// <summary>[inputs, vectors] to [outputs up to a multiple of 8, vectors].</summary>
    public void Run(float* x, float* y, int vectors)
    {
        _layer.Run(x, y, vectors, activation == ActivationKind.Relu ? 0.0f : float.NegativeInfinity);
        if (activation == ActivationKind.Elu)
        {
            VectorMath<TSimd, TVector>.Elu(y, (nint)_outputs * vectors * TSimd.Count);
        }
    }
}

/// <summary>Policy, value or reward from the features: a 1x1 convolution if there are planes, a hidden layer, a linear layer.</summary>
internal sealed unsafe class Head<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int _points;
    private readonly Dense<TSimd, TVector>? _squeeze;
    private readonly Hidden<TSimd, TVector> _hidden;
    private readonly Dense<TSimd, TVector> _last;

    public Head(WeightReader reader, string name, int channels, int outputs, NetworkShape shape)
    {
        _points = shape.Plane.Height * shape.Plane.Width;
        int inputs = shape.LatentSize;
        string perceptron = name;
        if (shape.Kind == NetworkKind.Residual)
        {
            _squeeze = new Dense<TSimd, TVector>(reader.ConvolutionNorm($"{name}.squeeze", shape.Channels, channels, kernel: 1), shape.Channels);
            inputs = channels * _points;
            perceptron = $"{name}.perceptron";
        }

        _hidden = new Hidden<TSimd, TVector>(reader.Linear($"{perceptron}.linear1", inputs, shape.HiddenSize), inputs, shape.Activation);
        _last = new Dense<TSimd, TVector>(reader.Linear($"{perceptron}.linear2", shape.HiddenSize, outputs), shape.HiddenSize);
    }

    /// <summary><see cref="Workspace.Features"/> to <see cref="Workspace.Output"/>, [outputs, vectors].</summary>
    public void Run(Workspace workspace, int vectors)
    {
        _squeeze?.Run(workspace.Features, workspace.Planes, _points * vectors, 0.0f);
        _hidden.Run(_squeeze is null ? workspace.Features : workspace.Planes, workspace.Hidden, vectors);
        _last.Run(workspace.Hidden, workspace.Output, vectors, float.NegativeInfinity);
    }
}
