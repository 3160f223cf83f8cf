using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Cross-entropy of the player to move after each of the steps 1 to K (docs/ALGORITHM.md 3.12).</summary>
internal sealed class ToPlayLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.ToPlay;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        // Where the player is not known the target is zeros, so that no mask is needed.
        Tensor output = unroll.Head(Name), next = targets.Columns[TrainingBatch.ToPlay].view(output.shape);
        return LossTerms.Mean(LossTerms.CrossEntropy(output, next), ones_like(targets.ValueMask), targets.StepScale, targets.Weights);
    }
}
