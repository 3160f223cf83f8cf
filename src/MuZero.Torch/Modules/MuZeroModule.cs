using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Modules;

/// <summary>The prediction for a latent: [batch, A] policy logits and [batch, bins] value.</summary>
internal readonly record struct PredictionOutput(Tensor Policy, Tensor Value);

/// <summary>Representation h, dynamics g and prediction f, and the reward head that belongs to g (MuZero, section 3).</summary>
internal sealed class MuZeroModule : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> representation;
    private readonly nn.Module<Tensor, Tensor>? dynamics;
    private readonly nn.Module<Tensor, Tensor>? reward;
    private readonly nn.Module<Tensor, Tensor>? prediction; // the policy's and the value's common tower
    private readonly nn.Module<Tensor, Tensor> policy;
    private readonly nn.Module<Tensor, Tensor> value;

    public MuZeroModule(NetworkShape shape)
        : base("muzero")
    {
        bool residual = shape.Kind == NetworkKind.Residual;
        int observation = residual ? shape.Observation.Planes : shape.Observation.Length;
        representation = residual ? Tower("representation", observation, shape) : Encoder("representation", observation, shape, shape.RepresentationHidden);
        if (shape.Dynamics)
        {
            int inputs = shape.ActionPlanes + (residual ? shape.Channels : shape.LatentSize);
            dynamics = residual ? Tower("dynamics", inputs, shape) : Encoder("dynamics", inputs, shape, hidden: true);
            reward = Head("reward", shape, shape.RewardChannels, shape.RewardBins);
        }

        prediction = residual && shape.PredictionBlocks > 0 ? AddBlocks(new Stack("prediction"), shape.Channels, shape.PredictionBlocks) : null;
        policy = Head("policy", shape, shape.PolicyChannels, shape.Actions);
        value = Head("value", shape, shape.ValueChannels, shape.ValueBins);
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
    public PredictionOutput Predict(Tensor latent)
    {
        Tensor features = prediction is null ? latent : prediction.call(latent);
        return new PredictionOutput(policy.call(features), value.call(features));
    }

    private static Stack Encoder(string name, int inputs, NetworkShape shape, bool hidden)
        => hidden
            ? new Stack(name)
                .Add("linear1", nn.Linear(inputs, shape.HiddenSize), shape.Activation)
                .Add("linear2", nn.Linear(shape.HiddenSize, shape.LatentSize))
            : new Stack(name).Add("linear1", nn.Linear(inputs, shape.LatentSize));

    private static Stack Tower(string name, int inputs, NetworkShape shape)
        => AddBlocks(
            new Stack(name).Add("stem", new ConvolutionNorm("stem", inputs, shape.Channels, kernel: 3), ActivationKind.Relu),
            shape.Channels,
            shape.Blocks);

    private static Stack AddBlocks(Stack tower, int channels, int blocks)
    {
        for (int block = 1; block <= blocks; block++)
        {
            tower.Add($"block{block}", new ResidualBlock($"block{block}", channels));
        }

        return tower;
    }

    private static nn.Module<Tensor, Tensor> Head(string name, NetworkShape shape, int channels, int outputs)
    {
        if (shape.Kind == NetworkKind.Mlp)
        {
            return Layers.Head(name, shape.Activation, shape.LatentSize, shape.HiddenSize, outputs);
        }

        int points = shape.Plane.Height * shape.Plane.Width;
        return new Stack(name)
            .Add("squeeze", new ConvolutionNorm("squeeze", shape.Channels, channels, kernel: 1), ActivationKind.Relu)
            .Add("flatten", nn.Flatten())
            .Add("perceptron", Layers.Head("perceptron", shape.Activation, channels * points, shape.HiddenSize, outputs));
    }
}
