using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>A loss and its weight in the total.</summary>
/// <param name="Name">The name by which a backend finds its implementation, and by which it is logged.</param>
/// <param name="Weight">Its factor in the total.</param>
public sealed record LossSpec(string Name, double Weight);

/// <summary>All that a learner is built from, besides the game's actions and a seed.</summary>
/// <param name="Shape">The network's shape, as weights files name it.</param>
/// <param name="Layout">The network's layers.</param>
/// <param name="Losses">The total is their weighted sum.</param>
/// <param name="Options">Batch, unroll and optimiser.</param>
public sealed record LearningPlan(NetworkShape Shape, NetworkLayout Layout, IReadOnlyList<LossSpec> Losses, TrainingOptions Options)
{
    /// <summary>K of the unroll; 0 without dynamics.</summary>
    public int UnrollSteps => Shape.Dynamics ? Options.UnrollSteps : 0;

    /// <summary>The weight of a loss; 0 if the plan has none of that name.</summary>
    public double Weight(string loss) => Losses.FirstOrDefault(spec => spec.Name == loss)?.Weight ?? 0.0;
}
