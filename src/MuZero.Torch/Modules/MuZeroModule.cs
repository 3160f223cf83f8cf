using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Modules;

/// <summary>What prediction says of a latent: [batch, A] policy logits and [batch, bins] value.</summary>
internal readonly record struct PredictionOutput(Tensor Policy, Tensor Value);

/// <summary>Representation h, dynamics g and prediction f, and the reward head that belongs to g (MuZero, section 3).</summary>
internal sealed class MuZeroModule : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> _representation;
    private readonly nn.Module<Tensor, Tensor>? _dynamics;
    private readonly nn.Module<Tensor, Tensor>? _reward;
    private readonly nn.Module<Tensor, Tensor> _policy;
    private readonly nn.Module<Tensor, Tensor> _value;

    public MuZeroModule(NetworkShape shape)
        : base("muzero")
    {
        bool residual = shape.Kind == NetworkKind.Residual;
        int observation = residual ? shape.Observation.Planes : shape.Observation.Length;
        _representation = residual ? Tower("representation", observation, shape) : Encoder("representation", observation, shape);
        register_module("representation", _representation);
        if (shape.Dynamics)
        {
            int inputs = shape.ActionPlanes + (residual ? shape.Channels : shape.LatentSize);
            _dynamics = residual ? Tower("dynamics", inputs, shape) : Encoder("dynamics", inputs, shape);
            _reward = Head("reward", shape, shape.RewardBins);
            register_module("dynamics", _dynamics);
            register_module("reward", _reward);
        }

        _policy = Head("policy", shape, shape.Actions);
        _value = Head("value", shape, shape.ValueBins);
        register_module("policy", _policy);
        register_module("value", _value);
    }

    /// <summary>h: [batch, observation] to a scaled latent.</summary>
    public Tensor Represent(Tensor observations) => Layers.ScaleLatent(_representation.call(observations));

    /// <summary>g: latent and encoded actions, side by side, to the next latent.</summary>
    /// <exception cref="InvalidOperationException">The network has no dynamics.</exception>
    public Tensor Advance(Tensor latent, Tensor actions)
    {
        nn.Module<Tensor, Tensor> dynamics = _dynamics
            ?? throw new InvalidOperationException("This network has no dynamics: it was built for AlphaZero, which steps through the game's rules.");
        return Layers.ScaleLatent(dynamics.call(cat(new[] { latent, actions }, 1)));
    }

    /// <summary>The reward of the step that led to a latent: [batch, bins].</summary>
    public Tensor Reward(Tensor latent) => _reward!.call(latent);

    /// <summary>f: what a latent promises.</summary>
    public PredictionOutput Predict(Tensor latent) => new(_policy.call(latent), _value.call(latent));

    private static Stack Encoder(string name, int inputs, NetworkShape shape)
        => new Stack(name)
            .Add("linear1", nn.Linear(inputs, shape.HiddenSize), relu: true)
            .Add("linear2", nn.Linear(shape.HiddenSize, shape.LatentSize));

    private static Stack Tower(string name, int inputs, NetworkShape shape)
    {
        Stack tower = new(name);
        tower.Add("stem", new ConvolutionNorm("stem", inputs, shape.Channels, kernel: 3), relu: true);
        for (int block = 1; block <= shape.Blocks; block++)
        {
            tower.Add($"block{block}", new ResidualBlock($"block{block}", shape.Channels));
        }

        return tower;
    }

    private static nn.Module<Tensor, Tensor> Head(string name, NetworkShape shape, int outputs)
    {
        if (shape.Kind == NetworkKind.Mlp)
        {
            return Layers.Head(name, shape.LatentSize, shape.HiddenSize, outputs);
        }

        int points = shape.Plane.Height * shape.Plane.Width;
        return new Stack(name)
            .Add("squeeze", new ConvolutionNorm("squeeze", shape.Channels, shape.HeadChannels, kernel: 1), relu: true)
            .Add("flatten", nn.Flatten())
            .Add("perceptron", Layers.Head("perceptron", shape.HeadChannels * points, shape.HiddenSize, outputs));
    }
}
