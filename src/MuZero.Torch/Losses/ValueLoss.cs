using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch.Losses;

/// <summary>Distance of the value head from the n-step returns.</summary>
internal sealed class ValueLoss : ILossTerm
{
    /// <inheritdoc/>
    public string Name => NetworkLayout.Value;

    /// <inheritdoc/>
    public Tensor Of(Unroll unroll, Targets targets)
        => LossTerms.Mean(LossTerms.Distance(unroll.Head(Name), targets.Values), targets.ValueMask, targets.StepScale, targets.Weights);
}
