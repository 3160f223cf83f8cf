using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>A fully connected layer and its activation.</summary>
internal sealed unsafe class Hidden<TSimd, TVector>(WeightReader reader, string part, LinearLayout layer)
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly Dense<TSimd, TVector> _layer = new(reader.Linear(part, layer), layer.Inputs);

    /// <summary>[inputs, vectors] to [outputs up to a multiple of 8, vectors].</summary>
    public void Run(float* x, float* y, int vectors)
    {
        _layer.Run(x, y, vectors, layer.Activation == ActivationKind.Relu ? 0.0f : float.NegativeInfinity);
        if (layer.Activation == ActivationKind.Elu)
        {
            Activations<TSimd, TVector>.Elu(y, (nint)layer.Outputs * vectors * TSimd.Count);
        }
    }
}

/// <summary>A prediction from the features: a 1x1 convolution if there are planes, a hidden layer, a linear layer.</summary>
internal sealed unsafe class Head<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int _points;
    private readonly Dense<TSimd, TVector>? _squeeze;
    private readonly Hidden<TSimd, TVector> _hidden;
    private readonly Dense<TSimd, TVector> _last;

    public Head(WeightReader reader, HeadLayout head, int points)
    {
        (_points, Outputs) = (points, head.Outputs);
        _squeeze = head.Layers[0] is ConvolutionLayout squeeze
            ? new Dense<TSimd, TVector>(reader.Convolution(head.Name, squeeze), squeeze.Inputs) : null;
        _hidden = new Hidden<TSimd, TVector>(reader, head.Name, (LinearLayout)head.Layers[^2]);
        LinearLayout last = (LinearLayout)head.Layers[^1];
        _last = new Dense<TSimd, TVector>(reader.Linear(head.Name, last), last.Inputs);
    }

    /// <summary>Actions, bins or numbers that come out.</summary>
    public int Outputs { get; }

    /// <summary><see cref="Workspace.Features"/> to <see cref="Workspace.Output"/>, [outputs, vectors].</summary>
    public void Run(Workspace workspace, int vectors)
    {
        _squeeze?.Run(workspace.Features, workspace.Planes, _points * vectors, 0.0f);
        _hidden.Run(_squeeze is null ? workspace.Features : workspace.Planes, workspace.Hidden, vectors);
        _last.Run(workspace.Hidden, workspace.Output, vectors, float.NegativeInfinity);
    }
}
