using MuZero.Diagnostics;
using MuZero.Networks;
using MuZero.Training;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

public sealed class TorchLearnerTests
{
    [Theory]
    [InlineData("mlp_categorical")]
    [InlineData("residual_scalar")]
    public void Learn_OneBatchAgainAndAgain_LossFallsToWhatTheTargetsAllow(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchLearner learner = Learner(oracle, new TrainingOptions { LearningRate = 0.01, WeightDecay = 0 });
        TrainingBatch batch = oracle.Batch();
        float entropy = TargetEntropy(batch);

        float first = learner.Learn(batch).Policy;
        LossReport last = default;
        for (int step = 0; step < 500; step++)
        {
            last = learner.Learn(batch);
        }

        // Cross-entropy cannot fall below the targets' own entropy; what is above it is what can be learned.
        Assert.True(last.Policy - entropy < 0.2f * (first - entropy), $"policy loss {first} to {last.Policy}, entropy {entropy}");
        Assert.True(last.ValueError < 0.6f, $"value error {last.ValueError}");
    }

    [Theory]
    [InlineData("mlp_categorical")]
    [InlineData("residual_scalar")]
    public void Learn_NotFinite_ChangesNothing(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchLearner learner = Learner(oracle, new TrainingOptions());
        learner.Learn(oracle.Batch());
        byte[] weights = learner.Snapshot(1).Bytes.ToArray();
        byte[] optimizer = learner.SaveOptimizer();
        TrainingBatch poisoned = oracle.Batch();
        poisoned.Observations[0] = float.NaN;

        LossReport report = learner.Learn(poisoned);

        Assert.False(report.Applied);
        Assert.Equal(1, learner.Step);
        Assert.Equal(weights, learner.Snapshot(1).Bytes.ToArray());
        Assert.Equal(optimizer, learner.SaveOptimizer());
        Assert.All(poisoned.Priorities, priority => Assert.True(float.IsFinite(priority)));
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW, 3)]
    [InlineData(OptimizerKind.AdamW, 0)]
    [InlineData(OptimizerKind.Sgd, 3)]
    [InlineData(OptimizerKind.Sgd, 0)]
    public void LoadOptimizer_WhatSaveWrote_ContinuesBitForBit(OptimizerKind kind, int stepsBefore)
    {
        LossOracle oracle = LossOracle.Load("residual_categorical");
        TrainingOptions options = new() { Optimizer = kind, LearningRate = 0.01, LearningRateDecay = 0.5, LearningRateDecaySteps = 4 };
        using TorchLearner first = Learner(oracle, options);
        Learn(first, oracle, stepsBefore);
        using TorchLearner second = Learner(oracle, options);
        second.LoadWeights(first.Snapshot(1));

        second.LoadOptimizer(first.SaveOptimizer());

        Learn(first, oracle, 3);
        Learn(second, oracle, 3);
        Assert.Equal(stepsBefore + 3, second.Step);
        Assert.Equal(first.Snapshot(1).Bytes.ToArray(), second.Snapshot(1).Bytes.ToArray());
        Assert.Equal(first.SaveOptimizer(), second.SaveOptimizer());
    }

    [Fact]
    public void LoadOptimizer_OfAnotherKind_SaysWhatToSet()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using TorchLearner adam = Learner(oracle, new TrainingOptions());
        using TorchLearner sgd = Learner(oracle, new TrainingOptions { Optimizer = OptimizerKind.Sgd });

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => sgd.LoadOptimizer(adam.SaveOptimizer()));

        Assert.Contains("training.optimizer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_Decay_LowersTheLearningRateSmoothly()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using TorchLearner learner = Learner(oracle, new TrainingOptions { LearningRate = 0.01, LearningRateDecay = 0.25, LearningRateDecaySteps = 2 });

        float[] rates = [.. Enumerable.Range(0, 3).Select(_ => learner.Learn(oracle.Batch()).LearningRate)];

        Assert.Equal([0.01f, 0.005f, 0.0025f], rates, (left, right) => MathF.Abs(left - right) < 1e-8f);
    }

    [Fact]
    public void Load_AnotherNetworksWeights_NamesTheDifferenceAndKeepsTheOld()
    {
        LossOracle mlp = LossOracle.Load("mlp_categorical");
        LossOracle residual = LossOracle.Load("residual_scalar");
        using TorchNetwork network = new(mlp.Game, mlp.Shape, CPU);
        network.Load(mlp.Weights());

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => network.Load(residual.Weights() with { Version = 2 }));
        Assert.Throws<CorruptDataException>(() => network.Load(new WeightSnapshot(3, new byte[] { 1, 2, 3 })));

        Assert.Contains("observation", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, network.Version);
    }

    [Fact]
    public void Recurrent_WithoutDynamics_SaysWhy()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        NetworkShape shape = oracle.Shape with { Dynamics = false, RewardBins = 0 };
        using TorchNetwork network = new(oracle.Game, shape, CPU);
        network.Reserve(1);

        Assert.Throws<InvalidOperationException>(() => network.Recurrent(new InferenceBatch(1, shape) { Count = 1 }));
    }

    private static void Learn(TorchLearner learner, LossOracle oracle, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            learner.Learn(oracle.Batch());
        }
    }

    private static TorchLearner Learner(LossOracle oracle, TrainingOptions options)
    {
        TorchLearner learner = new(oracle.Game, oracle.Shape, options with { BatchSize = oracle.BatchSize, UnrollSteps = oracle.UnrollSteps }, seed: 1, CPU);
        learner.LoadWeights(oracle.Weights());
        return learner;
    }

    // The least policy loss: each step's entropy under the loss's own masks, scales and weights.
    private static float TargetEntropy(TrainingBatch batch)
    {
        int steps = batch.UnrollSteps + 1;
        float sum = 0;
        for (int row = 0; row < batch.Size; row++)
        {
            for (int k = 0; k < steps; k++)
            {
                int entry = (row * steps) + k;
                float scale = (k == 0 ? 1.0f : 1.0f / batch.UnrollSteps) * batch.PolicyMask[entry] * batch.Weights[row] / batch.Size;
                for (int action = 0; action < batch.ActionCount; action++)
                {
                    float p = batch.Policies[(entry * batch.ActionCount) + action];
                    sum -= scale * p * MathF.Log(p);
                }
            }
        }

        return sum;
    }
}
