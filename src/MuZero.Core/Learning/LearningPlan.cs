using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>A loss and its weight in the total.</summary>
/// <param name="Name">The name by which a backend finds its implementation, and by which it is logged.</param>
/// <param name="Weight">Its factor in the total.</param>
public sealed record LossSpec(string Name, double Weight)
{
    /// <summary>The distance between the encoder's output and the chance code that it chose (Stochastic MuZero).</summary>
    public const string Commitment = "commitment";

    /// <summary>The distance of the unrolled latents from those of the observations there (EfficientZero).</summary>
    public const string Consistency = "consistency";

    /// <summary>The negative entropy of a Gaussian policy, which keeps it from narrowing too soon (LightZero).</summary>
    public const string PolicyEntropy = "policy_entropy";
}

/// <summary>All that a learner is built from, besides the game's actions and a seed.</summary>
/// <param name="Shape">The network's shape, as weights files name it.</param>
/// <param name="Layout">The network's layers.</param>
/// <param name="Losses">The total is their weighted sum.</param>
/// <param name="Options">Batch, unroll and optimiser.</param>
public sealed record LearningPlan(NetworkShape Shape, NetworkLayout Layout, IReadOnlyList<LossSpec> Losses, TrainingOptions Options)
{
    /// <summary>The part of a gradient that passes dynamics at every step, so that its size does not grow with the unroll (MuZero, appendix
    /// G).</summary>
    public const float LatentGradientScale = 0.5f;

    /// <summary>AdamW's share of the mean gradient that it keeps at a step; PyTorch's default.</summary>
    public const double AdamBeta1 = 0.9;

    /// <summary>AdamW's share of the mean square that it keeps at a step; PyTorch's default.</summary>
    public const double AdamBeta2 = 0.999;

    /// <summary>AdamW's summand that keeps a mean square of zero from dividing; PyTorch's default.</summary>
    public const double AdamEpsilon = 1e-8;

    /// <summary>K of the unroll; 0 without dynamics.</summary>
    public int UnrollSteps => Shape.Dynamics ? Options.UnrollSteps : 0;

    /// <summary>The factor of step <paramref name="k"/> in a loss: 1/K, so that an unroll weighs as much as its root (MuZero, appendix
    /// G).</summary>
    public static float StepScale(int k, int unrollSteps) => k == 0 ? 1.0f : 1.0f / unrollSteps;

    /// <summary>The weight of a loss; 0 if the plan has none of that name.</summary>
    public double Weight(string loss) => Losses.FirstOrDefault(spec => spec.Name == loss)?.Weight ?? 0.0;
}
