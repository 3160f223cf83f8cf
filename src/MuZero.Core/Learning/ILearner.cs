using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>Trains the network on batches and exports its weights.</summary>
public interface ILearner : IDisposable
{
    /// <summary>Optimiser steps applied so far.</summary>
    long Step { get; }

    /// <summary>Threads that share <see cref="Learn"/>, the caller's included; 1 at first. Set between steps; no bit of the results depends
    /// on it. A learner that does not share its steps stays at 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    int Threads
    {
        get => 1;
        set => ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
    }

    /// <summary>One optimiser step on a batch; writes the batch's new <see cref="TrainingBatch.Priorities"/>.
    /// A step whose loss or gradient is not finite is not applied and reports <see cref="LossReport.Applied"/> false.</summary>
    LossReport Learn(TrainingBatch batch);

    /// <summary>The current weights, numbered <paramref name="version"/>.</summary>
    WeightSnapshot Snapshot(long version);

    /// <summary>Replaces the weights, as a warm start with a new optimiser.</summary>
    /// <exception cref="Errors.IncompatibleException">They belong to another network.</exception>
    void LoadWeights(WeightSnapshot weights);

    /// <summary>The state that, with the weights, a bit-equal continuation needs: moments and step, as <see cref="OptimizerState"/> writes
    /// them.</summary>
    byte[] SaveOptimizer();

    /// <summary>Restores the output of <see cref="SaveOptimizer"/>, of any backend.</summary>
    /// <exception cref="Errors.CorruptDataException">The bytes are damaged.</exception>
    /// <exception cref="Errors.IncompatibleException">They belong to another network or optimiser.</exception>
    void LoadOptimizer(ReadOnlyMemory<byte> state);
}
