using MuZero.Numerics;

namespace MuZero.Networks.Cpu;

/// <summary>Layers that turn <see cref="Workspace.Input"/> (or what is there already) into <see cref="Workspace.Features"/>.</summary>
internal abstract class Trunk<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Runs one block of samples.</summary>
    public abstract void Run(Workspace workspace, int vectors);
}

/// <summary>An MLP's representation or dynamics: a linear layer, or two with an activation between.</summary>
internal sealed unsafe class Encoder<TSimd, TVector> : Trunk<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly Hidden<TSimd, TVector>? _hidden;
    private readonly Dense<TSimd, TVector> _last;

    public Encoder(WeightReader reader, TrunkLayout trunk)
    {
        _hidden = trunk.Layers.Count > 1 ? new Hidden<TSimd, TVector>(reader, trunk.Name, (LinearLayout)trunk.Layers[0]) : null;
        LinearLayout last = (LinearLayout)trunk.Layers[^1];
        _last = new Dense<TSimd, TVector>(reader.Linear(trunk.Name, last), last.Inputs);
    }

    /// <inheritdoc/>
    public override void Run(Workspace workspace, int vectors)
    {
        _hidden?.Run(workspace.Input, workspace.Other, vectors);
        _last.Run(_hidden is null ? workspace.Input : workspace.Other, workspace.Features, vectors, float.NegativeInfinity);
    }
}

/// <summary>Residual blocks, after a stem or on the features as they are.</summary>
internal sealed unsafe class Tower<TSimd, TVector> : Trunk<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly Convolution<TSimd, TVector>? _stem;
    private readonly (Convolution<TSimd, TVector> First, Convolution<TSimd, TVector> Second)[] _blocks;

    /// <summary>Reads a tower's layers.</summary>
    public Tower(WeightReader reader, TrunkLayout trunk, (int Height, int Width) board, Workspace workspace)
    {
        _stem = trunk.Layers[0] is ConvolutionLayout stem ? Layer(stem) : null;
        _blocks = [.. trunk.Layers.OfType<ResidualLayout>().Select(block => (Layer(block.First), Layer(block.Second)))];

        Convolution<TSimd, TVector> Layer(ConvolutionLayout layer)
        {
            var convolution = Convolution<TSimd, TVector>.Create(layer.Outputs, layer.Inputs, board.Height, board.Width);
            convolution.Load(reader.Convolution(trunk.Name, layer));
            workspace.RequireScratch(convolution.ScratchLength);
            return convolution;
        }
    }

    /// <inheritdoc/>
    public override void Run(Workspace workspace, int vectors)
    {
        float* features = workspace.Features, inner = workspace.Other, scratch = workspace.Scratch;
        _stem?.Run(workspace.Input, features, null, 0.0f, scratch, vectors);
        foreach ((Convolution<TSimd, TVector> first, Convolution<TSimd, TVector> second) in _blocks)
        {
            first.Run(features, inner, null, 0.0f, scratch, vectors);
            second.Run(inner, features, features, 0.0f, scratch, vectors);
        }
    }
}
