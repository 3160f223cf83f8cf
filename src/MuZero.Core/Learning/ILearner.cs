using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>Trains the network on batches and exports its weights.</summary>
public interface ILearner : IDisposable
{
    /// <summary>Optimiser steps applied so far.</summary>
    long Step { get; }

    /// <summary>One optimiser step on a batch; writes the batch's new <see cref="TrainingBatch.Priorities"/>.
    /// A step whose loss or gradient is not finite is not applied and reports <see cref="LossReport.Applied"/> false.</summary>
    LossReport Learn(TrainingBatch batch);

    /// <summary>The weights as of now, numbered <paramref name="version"/>.</summary>
    WeightSnapshot Snapshot(long version);

    /// <summary>Loads weights as a warm start, with a new optimiser.</summary>
    /// <exception cref="Errors.IncompatibleException">They belong to another network.</exception>
    void LoadWeights(WeightSnapshot weights);

    /// <summary>The optimiser's state and the step, as safetensors: with the weights, all that a bit-equal continuation needs.</summary>
    byte[] SaveOptimizer();

    /// <summary>Takes over what <see cref="SaveOptimizer"/> wrote.</summary>
    /// <exception cref="Errors.CorruptDataException">The bytes are damaged.</exception>
    /// <exception cref="Errors.IncompatibleException">They belong to another network or optimiser.</exception>
    void LoadOptimizer(ReadOnlyMemory<byte> state);
}

/// <summary>On a learner: a step that several threads can share.</summary>
public interface IThreadedLearner
{
    /// <summary>Threads at work in <see cref="ILearner.Learn"/>, the caller's among them; 1 at first. Set between steps. Results do not depend on it, not by a bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    int Threads { get; set; }
}

/// <summary>The losses of one optimiser step, means over the batch, each unroll step's head losses summed as in the total.</summary>
/// <param name="Total">The whole loss.</param>
/// <param name="Policy">Cross-entropy of the policy with the visit distribution.</param>
/// <param name="Value">The value head's loss before its coefficient.</param>
/// <param name="Reward">The reward head's loss.</param>
/// <param name="GradientNorm">Norm of all gradients before clipping.</param>
/// <param name="ValueError">Mean |predicted value - z| at k = 0, in returns.</param>
/// <param name="PolicyEntropy">Mean entropy of the predicted policy at k = 0, in nats.</param>
/// <param name="LearningRate">The step's learning rate.</param>
/// <param name="Applied">False if the step was discarded because a number was not finite.</param>
public readonly record struct LossReport(
    float Total, float Policy, float Value, float Reward, float GradientNorm, float ValueError, float PolicyEntropy, float LearningRate, bool Applied);
