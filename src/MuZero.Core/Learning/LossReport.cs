namespace MuZero.Learning;

/// <summary>One loss of a step.</summary>
/// <param name="Name">As in its <see cref="LossSpec"/>.</param>
/// <param name="Value">Mean over the batch, before its weight.</param>
public readonly record struct LossTerm(string Name, float Value);

/// <summary>The losses of one optimiser step, means over the batch.</summary>
public readonly struct LossReport
{
    /// <summary>Each loss of the plan, in its order. The memory is the learner's and holds until its next step.</summary>
    public ReadOnlyMemory<LossTerm> Terms { get; init; }

    /// <summary>The weighted sum of all losses.</summary>
    public float Total { get; init; }

    /// <summary>Norm of all gradients before clipping.</summary>
    public float GradientNorm { get; init; }

    /// <summary>Mean |predicted value - z| at k = 0, in returns.</summary>
    public float ValueError { get; init; }

    /// <summary>Mean entropy of the predicted policy at k = 0, in nats.</summary>
    public float PolicyEntropy { get; init; }

    /// <summary>The step's learning rate.</summary>
    public float LearningRate { get; init; }

    /// <summary>False if the step was discarded because a number was not finite.</summary>
    public bool Applied { get; init; }
}
