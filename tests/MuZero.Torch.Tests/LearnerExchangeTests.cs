using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Torch.Tests;

/// <summary>A run may change its learner: what one saved, the other continues.</summary>
public sealed class LearnerExchangeTests
{
    [Theory]
    [InlineData("mlp_categorical", OptimizerKind.AdamW, true)]
    [InlineData("mlp_categorical", OptimizerKind.AdamW, false)]
    [InlineData("mlp_categorical", OptimizerKind.Sgd, true)]
    [InlineData("mlp_categorical", OptimizerKind.Sgd, false)]
    [InlineData("residual_categorical", OptimizerKind.AdamW, true)]
    [InlineData("residual_categorical", OptimizerKind.AdamW, false)]
    [InlineData("residual_categorical", OptimizerKind.Sgd, true)]
    [InlineData("residual_categorical", OptimizerKind.Sgd, false)]
    public void LoadOptimizer_OfTheOtherLearner_ContinuesToTheSameNumbers(string name, OptimizerKind kind, bool torchIsFirst)
    {
        LossOracle oracle = LossOracle.Load(name);
        TrainingOptions options = new()
        {
            BatchSize = oracle.BatchSize,
            UnrollSteps = oracle.UnrollSteps,
            Optimizer = kind,
            LearningRate = 0.001,
            LearningRateDecay = 0.5,
            LearningRateDecaySteps = 4,
        };
        using TorchLearner torch = new(Plans.Of(oracle.Shape, options), oracle.Actions(oracle.Shape), seed: 1, Libtorch.Device);
        using CpuLearner cpu = new(Plans.Of(oracle.Shape, options), oracle.Actions(oracle.Shape), seed: 2);
        (ILearner first, ILearner second) = torchIsFirst ? ((ILearner)torch, (ILearner)cpu) : (cpu, torch);
        first.LoadWeights(oracle.Weights());
        for (int step = 0; step < 3; step++)
        {
            first.Learn(oracle.Batch());
        }

        second.LoadWeights(first.Snapshot(1));
        second.LoadOptimizer(first.SaveOptimizer());

        AssertSame(TensorFile.Open(first.Snapshot(1)), TensorFile.Open(second.Snapshot(1)));
        AssertSame(TensorFile.Open(first.SaveOptimizer()), TensorFile.Open(second.SaveOptimizer()));
        LearnerStep theirs = LearnerStep.Of(torch), ours = LearnerStep.Of(cpu);
        for (int step = 0; step < 3; step++)
        {
            theirs = theirs.Learn(torch, oracle.Batch());
            ours = ours.Learn(cpu, oracle.Batch());
            Assert.Null(theirs.Difference(ours, 1e-4f));
            Assert.Null(theirs.UpdateFault(options));
            Assert.Null(ours.UpdateFault(options));
        }

        Assert.Equal((6, 6), (first.Step, second.Step));
    }

    private static void AssertSame(TensorFile one, TensorFile other)
    {
        Assert.Equal(one.Layout, other.Layout);
        Assert.All(one.Names, name => Assert.Equal(one[name], other[name]));
    }
}
