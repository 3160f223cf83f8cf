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

    public Encoder(WeightReader reader, string name, int inputs, NetworkShape shape, bool hidden)
    {
        _hidden = hidden ? new Hidden<TSimd, TVector>(reader.Linear($"{name}.linear1", inputs, shape.HiddenSize), inputs, shape.Activation) : null;
        int before = hidden ? shape.HiddenSize : inputs;
        _last = new Dense<TSimd, TVector>(reader.Linear(hidden ? $"{name}.linear2" : $"{name}.linear1", before, shape.LatentSize), before);
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

    /// <summary>Reads a tower's layers; <paramref name="inputs"/> is 0 if it has no stem.</summary>
    public Tower(WeightReader reader, string name, int inputs, int blocks, NetworkShape shape, Workspace workspace)
    {
        _stem = inputs > 0 ? Layer($"{name}.stem", inputs) : null;
        _blocks = new (Convolution<TSimd, TVector>, Convolution<TSimd, TVector>)[blocks];
        for (int block = 0; block < blocks; block++)
        {
            _blocks[block] = (Layer($"{name}.block{block + 1}.first", shape.Channels), Layer($"{name}.block{block + 1}.second", shape.Channels));
        }

        Convolution<TSimd, TVector> Layer(string layer, int from)
        {
            var convolution = Convolution<TSimd, TVector>.Create(shape.Channels, from, shape.Plane.Height, shape.Plane.Width);
            convolution.Load(reader.ConvolutionNorm(layer, from, shape.Channels, kernel: 3));
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
