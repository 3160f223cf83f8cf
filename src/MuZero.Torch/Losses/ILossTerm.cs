using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>One loss, differentiable; B = batch, K = unroll steps.</summary>
internal interface ILossTerm
{
    /// <summary>The name in a <see cref="Learning.LossSpec"/>.</summary>
    string Name { get; }

    /// <summary>The mean over the batch of w l, each step k >= 1 scaled by 1/K so that an unroll weighs as much as its root (MuZero,
    /// appendix G).</summary>
    Tensor Of(Unroll unroll, Targets targets);
}

/// <summary>All losses, by name: a new one is a file and a line here.</summary>
internal static class LossTerms
{
    private static readonly ILossTerm[] _all =
    [
        new PolicyLoss(), new ValueLoss(), new RewardLoss(), new ReconstructionLoss(), new AfterstateValueLoss(), new ChanceLoss(),
        new CommitmentLoss(), new ConsistencyLoss(), new PolicyEntropyLoss(), new ToPlayLoss(),
    ];

    /// <summary>The loss of a name, or null.</summary>
    public static ILossTerm? Find(string name) => Array.Find(_all, term => term.Name == name);

    /// <summary>[B, steps] losses to one number: mask, scale, importance weight, mean over the batch.</summary>
    /// <param name="losses">Of each step.</param>
    /// <param name="mask">1 if the target is known.</param>
    /// <param name="scale">[steps], see <see cref="Targets.StepScale"/>.</param>
    /// <param name="weights">[B].</param>
    public static Tensor Mean(Tensor losses, Tensor mask, Tensor scale, Tensor weights)
        => losses.mul(mask).mul(scale).sum(1).mul(weights).mean();

    /// <summary>Cross-entropy along the last dimension.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) => nn.functional.log_softmax(logits, -1).mul(targets).sum(-1).neg();

    /// <summary>Squared error of one number in [-1, 1], or cross-entropy with a distribution; of several seats the mean over
    /// them.</summary>
    /// <param name="output">[B, steps, bins], or [B, steps, seats * bins].</param>
    /// <param name="targets">[B, steps, bins], or [B, steps, seats, bins].</param>
    public static Tensor Distance(Tensor output, Tensor targets)
        => targets.dim() == 4 ? OfReturn(output.reshape(targets.shape), targets).mean([2]) : OfReturn(output, targets);

    private static Tensor OfReturn(Tensor output, Tensor targets)
        => output.shape[^1] == 1 ? output.tanh().sub(targets).square().squeeze(-1) : CrossEntropy(output, targets);
}
