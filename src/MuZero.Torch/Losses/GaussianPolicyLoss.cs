using MuZero.Learning;
using MuZero.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>A Gaussian policy on libtorch; D = dimensions.</summary>
/// <param name="Mean">[..., D].</param>
/// <param name="Log">[..., D] logarithms of the standard deviations.</param>
internal readonly record struct GaussianTensors(Tensor Mean, Tensor Log)
{
    private static readonly Scalar _half = 0.5f, _constant = GaussianPolicy.HalfLogTwoPi;
    private static readonly Scalar _entropyConstant = GaussianPolicy.HalfLogTwoPi + 0.5f;
    private static readonly Scalar _least = -GaussianPolicy.LeastLog, _largest = GaussianPolicy.LargestLog, _zero = 0.0f;

    /// <summary>The policy of a head's output [..., 2 D].</summary>
    public static GaussianTensors Of(Tensor output)
    {
        Tensor[] halves = output.chunk(2, -1);
        Tensor raw = halves[1];
        Tensor below = raw.div(_least).tanh().mul(_least), above = raw.div(_largest).tanh().mul(_largest);
        return new GaussianTensors(halves[0], where(raw.lt(_zero), below, above));
    }

    /// <summary>[..., S] logarithms of the densities of vectors [..., S, D].</summary>
    public Tensor LogDensity(Tensor vectors)
    {
        Tensor distance = vectors.sub(Mean.unsqueeze(-2)).div(Log.exp().unsqueeze(-2));
        return distance.square().mul(_half).add(Log.unsqueeze(-2)).add(_constant).sum(-1).neg();
    }

    /// <summary>[...] entropies.</summary>
    public Tensor Entropy() => Log.add(_entropyConstant).sum(-1);
}

/// <summary>The negative entropy of a Gaussian policy.</summary>
internal sealed class PolicyEntropyLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => LossSpec.PolicyEntropy;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
        => LossTerms.Mean(GaussianTensors.Of(unroll.Head(NetworkLayout.Policy)).Entropy().neg(), targets.PolicyMask, targets.StepScale,
            targets.Weights);
}
