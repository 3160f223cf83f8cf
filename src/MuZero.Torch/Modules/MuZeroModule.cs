using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Modules;

/// <summary>What prediction says of a latent: [batch, A] policy logits and [batch, bins] value.</summary>
internal readonly record struct PredictionOutput(Tensor Policy, Tensor Value);

/// <summary>Representation h, dynamics g and prediction f, and the reward head that belongs to g (MuZero, section 3).</summary>
internal sealed class MuZeroModule : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> representation;
    private readonly nn.Module<Tensor, Tensor>? dynamics;
    private readonly nn.Module<Tensor, Tensor>? reward;
    private readonly nn.Module<Tensor, Tensor> policy;
    private readonly nn.Module<Tensor, Tensor> value;

    public MuZeroModule(NetworkShape shape)
        : base("muzero")
    {
        bool residual = shape.Kind == NetworkKind.Residual;
        int observation = residual ? shape.Observation.Planes : shape.Observation.Length;
        representation = residual ? Tower("representation", observation, shape) : Encoder("representation", observation, shape);
        if (shape.Dynamics)
        {
            int inputs = shape.ActionPlanes + (residual ? shape.Channels : shape.LatentSize);
            dynamics = residual ? Tower("dynamics", inputs, shape) : Encoder("dynamics", inputs, shape);
            reward = Head("reward", shape, shape.RewardBins);
        }

        policy = Head("policy", shape, shape.Actions);
        value = Head("value", shape, shape.ValueBins);
        RegisterComponents();
    }

    /// <summary>h: [batch, observation] to a scaled latent.</summary>
    public Tensor Represent(Tensor observations) => Layers.ScaleLatent(representation.call(observations));

    /// <summary>g: latent and encoded actions, side by side, to the next latent.</summary>
    /// <exception cref="InvalidOperationException">The network has no dynamics.</exception>
    public Tensor Advance(Tensor latent, Tensor actions)
    {
        nn.Module<Tensor, Tensor> step = dynamics
            ?? throw new InvalidOperationException("This network has no dynamics: it was built for AlphaZero, which steps through the game's rules.");
        return Layers.ScaleLatent(step.call(cat(new[] { latent, actions }, 1)));
    }

    /// <summary>The reward of the step that led to a latent: [batch, bins].</summary>
    public Tensor Reward(Tensor latent) => reward!.call(latent);

    /// <summary>f: what a latent promises.</summary>
    public PredictionOutput Predict(Tensor latent) => new(policy.call(latent), value.call(latent));

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
