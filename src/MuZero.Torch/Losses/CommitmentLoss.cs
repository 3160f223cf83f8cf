using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Squared distance of the encoder's distribution over codes from the code that it chose (Stochastic MuZero).</summary>
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

        Tensor shares = nn.functional.softmax(unroll.Head(NetworkLayout.ChanceCode), -1);
        return LossTerms.Mean(
            shares.sub(unroll.Codes.detach()).square().sum(-1), targets.Columns[TrainingBatch.NextMask],
            targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }
}
