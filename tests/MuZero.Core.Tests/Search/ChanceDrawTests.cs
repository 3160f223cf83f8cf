using FsCheck;
using FsCheck.Fluent;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

public class ChanceDrawTests
{
    [Theory]
    [InlineData(0.0, 1, 0.0)]
    [InlineData(0.125, 1, 0.5)]
    [InlineData(0.25, 3, 0.0)]
    [InlineData(0.625, 3, 0.5)]
    public void Outcome_PointOfTheDistribution_OutcomeAndItsPlaceWithin(double uniform, int expected, double place)
    {
        int outcome = ChanceDraw.Outcome([0.0f, 0.5f, 0.0f, 1.5f], ref uniform);

        Assert.Equal((expected, place), (outcome, uniform));
    }

    [Fact]
    public void Outcome_AnyProbabilities_IsPossibleAndLeavesANumberToDrawFrom()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            float[] probabilities = [.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.Next(3) * (float)random.NextDouble())];
            probabilities[random.Next(probabilities.Length)] = 0.1f;
            double uniform = random.NextDouble();
            bool holds = true;
            for (int draw = 0; draw < 40; draw++)
            {
                holds &= probabilities[ChanceDraw.Outcome(probabilities, ref uniform)] > 0.0f && uniform is >= 0.0 and < 1.0;
            }

            return holds;
        });

        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Outcome_NoProbability_IsRefused()
    {
        double uniform = 0.5;

        Assert.Throws<ArgumentException>(() => ChanceDraw.Outcome([0.0f, 0.0f], ref uniform));
    }
}
