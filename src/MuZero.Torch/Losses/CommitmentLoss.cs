using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Squared distance of the encoder's numbers from the one-hot code of the largest (Stochastic MuZero).</summary>
internal sealed class CommitmentLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => LossSpec.Commitment;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        int steps = unroll.Steps;
        if (steps == 0)
        {
            return zeros([], targets.Weights.dtype, targets.Weights.device);
        }

        return LossTerms.Mean(
            unroll.Head(NetworkLayout.ChanceCode).sub(unroll.Codes.detach()).square().sum(-1), targets.Columns[TrainingBatch.NextMask],
            targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }
}
