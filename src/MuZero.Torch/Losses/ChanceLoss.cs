using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Cross-entropy of the afterstates' chance logits with the code of the observation that followed; no gradient reaches the encoder
/// (Stochastic MuZero).</summary>
internal sealed class ChanceLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.Chance;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        int steps = unroll.Steps;
        return steps == 0
            ? zeros([], targets.Weights.dtype, targets.Weights.device)
            : LossTerms.Mean(
                LossTerms.CrossEntropy(unroll.Head(Name), unroll.Codes.detach()), targets.Columns[TrainingBatch.NextMask],
                targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }
}
