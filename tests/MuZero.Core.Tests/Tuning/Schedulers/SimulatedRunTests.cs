using MuZero.Tests.Shared.Tuning;
using MuZero.Tuning.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

/// <summary>Schedulers on 500 stored learning curves and on toys; the benchmarks "curves" and "population" print the figures.</summary>
public class SimulatedRunTests
{
    private static readonly Lazy<LearningCurves> _curves = new(LearningCurves.Read);

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Asha_StoredCurves_FindsTheBestTwoPercentForATenthOfTheBudget(ulong seed)
    {
        CurveOutcome outcome = CurveOutcome.Of(_curves.Value, new AshaScheduler(new AshaSettings { MaxT = 81 }, seed), seed, 500,
            workers: 8);

        Assert.InRange(outcome.Rank, 1, 10);
        Assert.InRange(outcome.Budget, 0.03, 0.1);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Hyperband_StoredCurves_FindsTheBestTwoPercentForATenthOfTheBudget(ulong seed)
    {
        CurveOutcome outcome = CurveOutcome.Of(_curves.Value, new HyperbandScheduler(new HyperbandSettings()), seed, 286, workers: 8);

        Assert.InRange(outcome.Rank, 1, 10);
        Assert.InRange(outcome.Budget, 0.05, 0.1);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Population_PapersToy_PassesBothFixedSettingsAndReplays(ulong seed)
    {
        PopulationOutcome outcome = PopulationRuns.Surrogate(seed);

        Assert.Equal(0.39, outcome.BestFixed, 0.01);
        Assert.InRange(outcome.Best, 1.1, 1.2);
        Assert.Equal(outcome.Best, outcome.Replayed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Population_MovingOptimum_PassesTheBestFixedSettingAndReplays(ulong seed)
    {
        PopulationOutcome outcome = PopulationRuns.Moving(seed);

        Assert.True(outcome.Best > outcome.BestFixed, $"{outcome}");
        Assert.Equal(outcome.Best, outcome.Replayed);
    }
}
