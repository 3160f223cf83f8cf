using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Cross-entropy of the policy with the visit distribution; with continuous actions of the densities of the sampled ones with
/// their shares of the visits.</summary>
internal sealed class PolicyLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.Policy;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
        => LossTerms.Mean(
            targets.PolicyVectors is { } vectors
                ? GaussianTensors.Of(unroll.Head(Name)).LogDensity(vectors).mul(targets.Policies).sum(-1).neg()
                : LossTerms.CrossEntropy(unroll.Head(Name), targets.Policies),
            targets.PolicyMask, targets.StepScale, targets.Weights);
}
