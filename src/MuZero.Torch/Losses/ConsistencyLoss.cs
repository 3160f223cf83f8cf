using MuZero.Learning;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>One less the cosine between the prediction from an unrolled latent's projection and the projection of the latent that
/// representation makes of the observation there; no gradient reaches the second (EfficientZero, section 4.1; docs/ALGORITHM.md
/// 3.10).</summary>
internal sealed class ConsistencyLoss : ILossTerm
{
    private static readonly TorchSharp.Scalar _smallestNorm = 1e-8;

    /// <inheritdoc/>
    public string Name => LossSpec.Consistency;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        int steps = unroll.Steps;
        if (steps == 0 || unroll.Next is not { } next)
        {
            return zeros([], targets.Weights.dtype, targets.Weights.device);
        }

        long size = targets.Weights.shape[0];
        TrunkLayout projection = unroll.Module.Layout.Trunk(NetworkLayout.Projection)!,
            predictor = unroll.Module.Layout.Trunk(NetworkLayout.Predictor)!;
        Tensor seen;
        using (no_grad())
        {
            seen = Unit(unroll.Module.Run(projection, unroll.Module.Represent(next)));
        }

        Tensor imagined = unroll.Module.Run(projection, unroll.Latents.narrow(0, size, steps * size));
        Tensor cosine = Unit(unroll.Module.Run(predictor, imagined)).mul(seen).sum(-1, keepdim: true);
        return LossTerms.Mean(
            unroll.BySample(cosine.neg().add(TorchTensors.One)).squeeze(-1), targets.Columns[TrainingBatch.NextSeen],
            targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }

    private static Tensor Unit(Tensor rows) => rows.div(rows.square().sum(-1, keepdim: true).sqrt().clamp_min(_smallestNorm));
}
