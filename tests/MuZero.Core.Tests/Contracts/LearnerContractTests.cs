using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Contracts;

/// <summary>The contract of every learner; one class of tests for each implementation inherits it.</summary>
public abstract class LearnerContractTests
{
    /// <summary>A learner with fresh weights.</summary>
    private protected abstract ILearner Create(IGame game, NetworkShape shape, TrainingOptions options, ulong seed);

    [Theory]
    [InlineData("mlp_categorical")]
    [InlineData("residual_scalar")]
    public void Learn_OneBatchAgainAndAgain_LossFallsToWhatTheTargetsAllow(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using ILearner learner = Learner(oracle, new TrainingOptions { LearningRate = 0.01, WeightDecay = 0 });
        TrainingBatch batch = oracle.Batch();
        float entropy = TargetEntropy(batch);

        float first = learner.Learn(batch).Term("policy");
        LossReport last = default;
        for (int step = 0; step < 500; step++)
        {
            last = learner.Learn(batch);
        }

        // Cross-entropy cannot fall below the targets' own entropy; what is above it is what can be learned.
        Assert.True(last.Term("policy") - entropy < 0.2f * (first - entropy),
            $"policy loss {first} to {last.Term("policy")}, entropy {entropy}");
        Assert.True(last.ValueError < 0.6f, $"value error {last.ValueError}");
    }

    [Theory]
    [InlineData("mlp_categorical")]
    [InlineData("residual_scalar")]
    public void Learn_NotFinite_ChangesNothing(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using ILearner learner = Learner(oracle, new TrainingOptions());
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
        using ILearner first = Learner(oracle, options);
        Learn(first, oracle, stepsBefore);
        using ILearner second = Learner(oracle, options);
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
        using ILearner adam = Learner(oracle, new TrainingOptions());
        using ILearner sgd = Learner(oracle, new TrainingOptions { Optimizer = OptimizerKind.Sgd });

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => sgd.LoadOptimizer(adam.SaveOptimizer()));

        Assert.Contains("training.optimizer", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Sgd)]
    public void LoadOptimizer_LastTensorDoesNotFit_ChangesNothing(OptimizerKind kind)
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using ILearner learner = Learner(oracle, new TrainingOptions { Optimizer = kind });
        Learn(learner, oracle, 2);
        byte[] early = Retype(learner.SaveOptimizer());
        Learn(learner, oracle, 2);
        byte[] before = learner.SaveOptimizer();

        Assert.Throws<IncompatibleException>(() => learner.LoadOptimizer(early));

        Assert.Equal(before, learner.SaveOptimizer());
        Assert.Equal(4, learner.Step);
    }

    [Fact]
    public void LoadOptimizer_SgdFromBeforeTheFirstStep_ForgetsMomentum()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using ILearner learner = Learner(oracle, new TrainingOptions { Optimizer = OptimizerKind.Sgd });
        byte[] fresh = learner.SaveOptimizer();
        Learn(learner, oracle, 2);

        learner.LoadOptimizer(fresh);

        Assert.Equal(fresh, learner.SaveOptimizer());
    }

    [Fact]
    public void LoadWeights_LastTensorOfAnotherType_ChangesNothing()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using ILearner learner = Learner(oracle, new TrainingOptions());
        byte[] foreign = Retype(learner.Snapshot(1).Bytes);
        Learn(learner, oracle, 1);
        byte[] before = learner.Snapshot(1).Bytes.ToArray();

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => learner.LoadWeights(new WeightSnapshot(2, foreign)));

        Assert.Contains("F32", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, learner.Snapshot(1).Bytes.ToArray());
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Sgd)]
    public void LoadWeights_AfterSteps_BeginsTheOptimizerAnew(OptimizerKind kind)
    {
        LossOracle oracle = LossOracle.Load("residual_categorical");
        using ILearner learner = Learner(oracle, new TrainingOptions { Optimizer = kind });
        byte[] fresh = learner.SaveOptimizer();
        Learn(learner, oracle, 1);
        byte[] once = learner.Snapshot(1).Bytes.ToArray();
        Learn(learner, oracle, 2);

        learner.LoadWeights(oracle.Weights());

        Assert.Equal(0, learner.Step);
        Assert.Equal(fresh, learner.SaveOptimizer());
        Learn(learner, oracle, 1);
        Assert.Equal(once, learner.Snapshot(1).Bytes.ToArray());
    }

    [Theory]
    [InlineData("mlp_categorical", OptimizerKind.AdamW)]
    [InlineData("residual_scalar", OptimizerKind.AdamW)]
    [InlineData("residual_scalar", OptimizerKind.Sgd)]
    public void Learn_NothingUnrolled_LeavesDynamicsAndRewardAlone(string name, OptimizerKind kind)
    {
        LossOracle oracle = LossOracle.Load(name);
        LearnerCase made = new()
        {
            Game = oracle.Game,
            Shape = oracle.Shape,
            Training = new TrainingOptions { BatchSize = 5, UnrollSteps = 0, WeightDecay = 0.1, Optimizer = kind },
            Lanes = 8,
            MaxReturn = 1,
        };
        using ILearner learner = Create(made.Game, made.Shape, made.Training, seed: 1);
        learner.LoadWeights(made.Weights(1));
        TensorFile before = TensorFile.Open(learner.Snapshot(1));

        LossReport report = learner.Learn(made.Batch(1));

        TensorFile after = TensorFile.Open(learner.Snapshot(1));
        Assert.Equal((true, 0.0f), (report.Applied, report.Term("reward")));
        foreach (string tensor in before.Names.Where(tensor => !tensor.Contains("running", StringComparison.Ordinal)))
        {
            bool reached = !tensor.StartsWith("dynamics", StringComparison.Ordinal)
                && !tensor.StartsWith("reward", StringComparison.Ordinal);
            Assert.True(before[tensor].SequenceEqual(after[tensor]) != reached, $"{tensor}: {(reached ? "not " : "")}changed");
        }
    }

    [Fact]
    public void Create_ManyAtOnce_TheSeedAloneDrawsTheWeights()
    {
        LossOracle oracle = LossOracle.Load("residual_categorical");
        NetworkShape shape = oracle.Shape with { Channels = 64, Blocks = 4 };
        byte[] alone = Weights(seed: 8);
        byte[][] together = new byte[64][];

        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = Weights(seed: 8));

        Assert.All(together, weights => Assert.Equal(alone, weights));
        Assert.NotEqual(alone, Weights(seed: 9));

        byte[] Weights(ulong seed)
        {
            using ILearner learner = Create(oracle.Game, shape, new TrainingOptions(), seed);
            return learner.Snapshot(1).Bytes.ToArray();
        }
    }

    [Fact]
    public void Snapshot_CarriesTheStep()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using ILearner learner = Learner(oracle, new TrainingOptions());
        Learn(learner, oracle, 3);

        Assert.Equal((7, 3), (learner.Snapshot(7).Version, learner.Snapshot(7).Step));
    }

    [Fact]
    public void Learn_Decay_LowersTheLearningRateSmoothly()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        using ILearner learner = Learner(oracle,
            new TrainingOptions { LearningRate = 0.01, LearningRateDecay = 0.25, LearningRateDecaySteps = 2 });

        float[] rates = [.. Enumerable.Range(0, 3).Select(_ => learner.Learn(oracle.Batch()).LearningRate)];

        Assert.Equal([0.01f, 0.005f, 0.0025f], rates, (left, right) => MathF.Abs(left - right) < 1e-8f);
    }

    // The same file with its last float tensor as integers of the same shape.
    private static byte[] Retype(ReadOnlyMemory<byte> bytes)
    {
        SafetensorsFile file = SafetensorsFile.Parse(bytes, "test");
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in file.Metadata)
        {
            writer.AddMetadata(key, value);
        }

        string last = file.Tensors.Last(tensor => tensor.Type == SafetensorsType.F32).Name;
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (tensor.Name == last)
            {
                writer.Add(tensor.Name, [.. tensor.Shape], new long[file.Floats(tensor.Name).Length]);
            }
            else if (tensor.Type == SafetensorsType.I64)
            {
                writer.Add(tensor.Name, [.. tensor.Shape], file.Longs(tensor.Name));
            }
            else
            {
                writer.Add(tensor.Name, [.. tensor.Shape], file.Floats(tensor.Name));
            }
        }

        return writer.ToArray();
    }

    private static void Learn(ILearner learner, LossOracle oracle, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            learner.Learn(oracle.Batch());
        }
    }

    private ILearner Learner(LossOracle oracle, TrainingOptions options)
    {
        ILearner learner = Create(oracle.Game, oracle.Shape,
            options with { BatchSize = oracle.BatchSize, UnrollSteps = oracle.UnrollSteps }, seed: 1);
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
