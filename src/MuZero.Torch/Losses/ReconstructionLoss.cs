using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Mean squared error of the observations that the decoder reads from the latents of steps 1 to K (docs/ALGORITHM.md
/// 3.6).</summary>
internal sealed class ReconstructionLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.Decoder;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        int steps = unroll.Steps;
        if (steps == 0)
        {
            return zeros([], targets.Weights.dtype, targets.Weights.device);
        }

        Tensor observations = targets.Columns[TrainingBatch.NextObservations].view([targets.Weights.shape[0], steps, -1]);
        return LossTerms.Mean(
            unroll.Head(Name).sub(observations).square().mean([-1]), targets.Columns[TrainingBatch.NextSeen],
            targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }
}
