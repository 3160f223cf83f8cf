using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Distance of the afterstates' values from the n-step returns of the decisions that led there (Stochastic MuZero).</summary>
internal sealed class AfterstateValueLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.AfterstateValue;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
    {
        int steps = unroll.Steps;
        return steps == 0
            ? zeros([], targets.Weights.dtype, targets.Weights.device)
            : LossTerms.Mean(
                LossTerms.Distance(unroll.Head(Name), targets.Values.narrow(1, 0, steps)), targets.ValueMask.narrow(1, 0, steps),
                targets.StepScale.narrow(0, 1, steps), targets.Weights);
    }
}
