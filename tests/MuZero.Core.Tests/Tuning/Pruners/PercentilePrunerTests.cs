using MuZero.Tuning.Pruners;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Pruners;

/// <summary>The cases of Optuna's test_percentile.py and test_median.py.</summary>
public class PercentilePrunerTests
{
    // The quartiles of 1 to 5 are 2 and 4.
    [Theory]
    [InlineData(Direction.Minimize, 2.0, false)]
    [InlineData(Direction.Minimize, 2.1, true)]
    [InlineData(Direction.Maximize, 4.0, false)]
    [InlineData(Direction.Maximize, 3.9, true)]
    public void ShouldPrune_Percentile25_KeepsTheBestQuarter(Direction direction, double value, bool expected)
    {
        using Study study = Optimisation.Open(new PercentilePruner { Percentile = 25.0 }, direction);
        foreach (double complete in new[] { 3.0, 1.0, 5.0, 2.0, 4.0 })
        {
            study.Complete(complete);
        }

        Assert.Equal(expected, study.Ask().Prunes(value, 1));
    }

    [Theory]
    [InlineData(Direction.Minimize, 1.0, 2.0)]
    [InlineData(Direction.Maximize, 3.0, 2.0)]
    public void ShouldPrune_MedianOfTwo_IsTheirMean(Direction direction, double better, double equal)
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 2 }, direction);
        study.Complete(1.0);
        Assert.False(study.Ask().Prunes(direction == Direction.Minimize ? 9.0 : -9.0, 1)); // one of two startup trials
        study.Complete(3.0);

        Assert.False(study.Ask().Prunes(better, 1));
        Assert.False(study.Ask().Prunes(equal, 1)); // strictly worse only
        Assert.True(study.Ask().Prunes(direction == Direction.Minimize ? 2.1 : 1.9, 1));
    }

    [Fact]
    public void ShouldPrune_BestSoFar_DecidesNotTheLast()
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 1 });
        study.Complete(5.0, 3.0);

        Assert.False(study.Running(2.0).Prunes(9.0, 2));
        Assert.True(study.Running(4.0).Prunes(9.0, 2));
    }

    [Fact]
    public void ShouldPrune_StepThatNoOtherReported_GoesOn()
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 1 });
        study.Complete(1.0, 1.0);

        Assert.False(study.Ask().Prunes(9.0, 3));
        Assert.True(study.Ask().Prunes(9.0, 2));
    }

    [Fact]
    public void ShouldPrune_RunningTrials_DoNotCount()
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 0 });
        study.Running(1.0);

        Assert.False(study.Ask().Prunes(9.0, 1));
    }

    [Fact]
    public void ShouldPrune_Nan_IsPrunedAndDoesNotCountForOthers()
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 0 });
        study.Complete(double.NaN, 1.0);
        Assert.False(study.Ask().Prunes(9.0, 1)); // the median of nothing
        study.Complete(2.0);

        Assert.True(study.Ask().Prunes(double.NaN, 1));
        Assert.False(study.Ask().Prunes(2.0, 1));
        Assert.True(study.Ask().Prunes(2.1, 1));
    }

    [Fact]
    public void ShouldPrune_FewerThanMinTrialsAtTheStep_GoesOn()
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 0, MinTrials = 2 });
        study.Complete(1.0, 1.0);
        study.Complete(1.0);

        Assert.True(study.Ask().Prunes(9.0, 1));
        Assert.False(study.Ask().Prunes(9.0, 2));
    }

    // Optuna, test_median_pruner_interval_steps: the steps at which a trial of value 2 beside one of 0 is pruned.
    [Theory]
    [InlineData(6, 0, 1, 1, "0 1 2 3 4 5")]
    [InlineData(6, 1, 1, 1, "1 2 3 4 5")]
    [InlineData(6, 1, 2, 1, "1 3 5")]
    [InlineData(29, 0, 3, 10, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28")]
    [InlineData(29, 2, 3, 10, "10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28")]
    [InlineData(29, 0, 10, 3, "0 1 2 12 13 14 21 22 23")]
    [InlineData(29, 2, 10, 3, "3 4 5 12 13 14 24 25 26")]
    public void ShouldPrune_WarmupAndInterval_AreOptunasSteps(int steps, int warmup, int interval, int reportEvery, string expected)
    {
        using Study study = Optimisation.Open(new MedianPruner { StartupTrials = 0, WarmupSteps = warmup, IntervalSteps = interval });
        StudyTrial zero = study.Ask();
        foreach (int step in Enumerable.Range(0, steps))
        {
            zero.Report(0.0, step);
        }

        study.Tell(zero, 0.0);
        StudyTrial two = study.Ask();
        List<int> pruned = [];
        foreach (int step in Enumerable.Range(0, steps))
        {
            if (step % reportEvery == 0)
            {
                two.Report(2.0, step);
            }

            if (two.ShouldPrune())
            {
                pruned.Add(step);
            }
        }

        Assert.Equal(expected, string.Join(' ', pruned));
    }

    [Fact]
    public void ShouldPrune_SeveralObjectives_IsRefused()
    {
        using Study study = Study.Open(
            new MemoryStudyLog(), "two", [Direction.Minimize, Direction.Maximize], new StudyOptions { Pruner = new MedianPruner() });

        Assert.Throws<InvalidOperationException>(() => study.Ask().Prunes(1.0, 1));
    }
}
