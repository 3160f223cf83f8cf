using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>The network's predictions over an unroll; B = batch, K = unroll steps, A = actions.</summary>
/// <param name="Policies">[B, K + 1, A] logits.</param>
/// <param name="Values">[B, K + 1, bins].</param>
/// <param name="Rewards">[B, K, bins], from step 1 on; null if nothing was unrolled.</param>
internal sealed record Unroll(Tensor Policies, Tensor Values, Tensor? Rewards);

/// <summary>A batch's targets as tensors; B = batch, K = unroll steps, A = actions.</summary>
/// <param name="Policies">[B, K + 1, A].</param>
/// <param name="PolicyMask">[B, K + 1].</param>
/// <param name="Values">[B, K + 1, bins].</param>
/// <param name="ValueMask">[B, K + 1].</param>
/// <param name="Rewards">[B, K + 1, bins], entry 0 unused; null without dynamics.</param>
/// <param name="RewardMask">[B, K + 1].</param>
/// <param name="Weights">[B] importance weights.</param>
internal sealed record Targets(Tensor Policies, Tensor PolicyMask, Tensor Values, Tensor ValueMask, Tensor? Rewards, Tensor RewardMask, Tensor Weights);

/// <summary>The loss of MuZero's equation 1, each head apart: scalars with gradients.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="Policy">Cross-entropy with the visit distribution.</param>
/// <param name="Value">Before its coefficient.</param>
/// <param name="Reward">Zero without dynamics.</param>
internal sealed record LossTerms(Tensor Total, Tensor Policy, Tensor Value, Tensor Reward)
{
    /// <summary>L = mean over the batch of w (l_p + c_v l_v + l_r), each head's step k >= 1 scaled by 1/K so that an unroll weighs as much as its
    /// root (MuZero, appendix G).</summary>
    public static LossTerms Of(Unroll unroll, Targets targets, double valueWeight)
    {
        int unrollSteps = (int)unroll.Policies.shape[1] - 1;
        Tensor scale = StepScale(unrollSteps, targets.Weights.device);
        Tensor policy = Head(CrossEntropy(unroll.Policies, targets.Policies), targets.PolicyMask, scale, targets.Weights);
        Tensor value = Head(Distance(unroll.Values, targets.Values), targets.ValueMask, scale, targets.Weights);
        Tensor reward = targets.Rewards is { } rewards && unroll.Rewards is { } predicted
            ? Head(Distance(predicted, rewards.narrow(1, 1, unrollSteps)), targets.RewardMask.narrow(1, 1, unrollSteps), scale.narrow(0, 1, unrollSteps), targets.Weights)
            : zeros([], device: targets.Weights.device);
        return new LossTerms(policy.add(value.mul(valueWeight)).add(reward), policy, value, reward);
    }

    /// <summary>The loss of a name.</summary>
    public Tensor Of(string name) => name switch
    {
        NetworkLayout.Policy => Policy,
        NetworkLayout.Value => Value,
        _ => Reward,
    };

    // 1 at the root, 1/K at each unrolled step.
    private static Tensor StepScale(int unrollSteps, Device device)
    {
        float[] scale = new float[unrollSteps + 1];
        Array.Fill(scale, 1.0f / Math.Max(1, unrollSteps));
        scale[0] = 1.0f;
        return TorchTensors.FromFloats(scale, [unrollSteps + 1]).to(device);
    }

    // [B, K + 1] losses to one number: mask, scale, weigh, mean over the batch.
    private static Tensor Head(Tensor losses, Tensor mask, Tensor scale, Tensor weights)
        => losses.mul(mask).mul(scale).sum(1).mul(weights).mean();

    private static Tensor CrossEntropy(Tensor logits, Tensor targets)
        => nn.functional.log_softmax(logits, -1).mul(targets).sum(-1).neg();

    // Squared error for a scalar head in [-1, 1], cross-entropy for a distribution.
    private static Tensor Distance(Tensor output, Tensor targets)
        => output.shape[^1] == 1 ? output.tanh().sub(targets).square().squeeze(-1) : CrossEntropy(output, targets);
}
