using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Distance of the reward head from the rewards of steps 1 to K; zero if nothing is unrolled.</summary>
internal sealed class RewardLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.Reward;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        int steps = unroll.Steps;
        return steps == 0 || targets.Rewards is not { } rewards
            ? zeros([], targets.Weights.dtype, targets.Weights.device)
            : LossTerms.Mean(
                LossTerms.Distance(unroll.Head(Name), rewards.narrow(1, 1, steps)), targets.RewardMask.narrow(1, 1, steps),
                targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }
}
