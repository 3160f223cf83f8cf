using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Cross-entropy of the policy with the visit distribution.</summary>
internal sealed class PolicyLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.Policy;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
        => LossTerms.Mean(LossTerms.CrossEntropy(unroll.Head(Name), targets.Policies), targets.PolicyMask, targets.StepScale,
            targets.Weights);
}
