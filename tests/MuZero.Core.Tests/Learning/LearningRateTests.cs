using MuZero.Learning;

namespace MuZero.Core.Tests.Learning;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(50, 0.005)]
    [InlineData(100, 0.0025)]
    public void At_Decay_FallsByItsFactorInItsSteps(long step, double expected)
    {
        TrainingOptions options = new() { LearningRate = 0.01, LearningRateDecay = 0.25, LearningRateDecaySteps = 100 };

        Assert.Equal(expected, LearningRate.At(options, step), 1e-12);
    }

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(99, 0.01)]
    [InlineData(100, 0.001)]
    [InlineData(250, 0.0001)]
    public void At_Stairs_FallsAtOnce(long step, double expected)
    {
        TrainingOptions options = new()
        {
            LearningRate = 0.01,
            LearningRateDecay = 0.1,
            LearningRateDecaySteps = 100,
            LearningRateStairs = true
        };

        Assert.Equal(expected, LearningRate.At(options, step), 1e-12);
    }
}
