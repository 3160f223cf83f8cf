using MuZero.Core.Tests.Contracts;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning.Cpu;

public sealed class CpuLearnerTests : LearnerContractTests
{
    private protected override ILearner Create(IGame game, NetworkShape shape, TrainingOptions options, ulong seed)
        => new CpuLearner(Plans.Of(shape, options), ActionTable.Of(game, shape), seed);

    [Theory]
    [InlineData("mlp_categorical", OptimizerKind.AdamW)]
    [InlineData("residual_scalar", OptimizerKind.Sgd)]
    [InlineData("residual_categorical", OptimizerKind.AdamW)]
    public void Learn_AfterTheFirstSteps_AllocatesNothing(string name, OptimizerKind kind)
    {
        LossOracle oracle = LossOracle.Load(name);
        TrainingOptions options = new() { BatchSize = oracle.BatchSize, UnrollSteps = oracle.UnrollSteps, Optimizer = kind };
        using CpuLearner learner = new(Plans.Of(oracle.Shape, options), oracle.Actions(oracle.Shape), seed: 1);
        TrainingBatch batch = oracle.Batch();
        Repeat(learner, batch, 3);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(learner, batch, 10);
        long after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(0, after - before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Learn_SameSeedAndBatches_SameBytes(int seed)
    {
        LearnerCase drawn = LearnerCase.Draw(seed);

        (byte[] weights, byte[] optimizer) = Train(drawn);
        (byte[] weightsAgain, byte[] optimizerAgain) = Train(drawn);

        Assert.Equal(weights, weightsAgain);
        Assert.Equal(optimizer, optimizerAgain);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Learn_WhateverTheNumberOfThreads_SameBytes(int seed)
    {
        LearnerCase drawn = LearnerCase.Draw(seed);

        (byte[] weights, byte[] optimizer) = Train(drawn);

        foreach ((int first, int then) in (ReadOnlySpan<(int, int)>)[(2, 2), (3, 1), (1, 5)])
        {
            (byte[] weightsAgain, byte[] optimizerAgain) = Train(drawn, first, then);
            Assert.Equal(weights, weightsAgain);
            Assert.Equal(optimizer, optimizerAgain);
        }
    }

    [Fact]
    public void Create_LargerThanMemory_SaysWhatToLower()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        TrainingOptions options = new() { BatchSize = 1_000_000, UnrollSteps = 1_000 };

        UserException fault = Assert.Throws<UserException>(()
            => new CpuLearner(Plans.Of(oracle.Shape, options), oracle.Actions(oracle.Shape), seed: 1));

        Assert.Contains("training.batch_size", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_BatchOfAnotherSize_SaysBoth()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using CpuLearner learner = new(Plans.Of(oracle.Shape, new TrainingOptions { BatchSize = 77, UnrollSteps = oracle.UnrollSteps }),
            oracle.Actions(oracle.Shape), seed: 1);

        ArgumentException fault = Assert.Throws<ArgumentException>(() => learner.Learn(oracle.Batch()));

        Assert.Contains("77", fault.Message, StringComparison.Ordinal);
    }

    private static void Repeat(CpuLearner learner, TrainingBatch batch, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            learner.Learn(batch);
        }
    }

    // Three steps each on two batches, with a number of threads each.
    private static (byte[] Weights, byte[] Optimizer) Train(LearnerCase drawn, int first = 1, int then = 1)
    {
        using CpuLearner learner = new(drawn.Plan, drawn.Actions, seed: 5, drawn.Lanes) { Threads = first };
        Repeat(learner, drawn.Batch(1), 3);
        learner.Threads = then;
        Repeat(learner, drawn.Batch(2), 3);
        return (learner.Snapshot(1).Bytes.ToArray(), learner.SaveOptimizer());
    }
}
