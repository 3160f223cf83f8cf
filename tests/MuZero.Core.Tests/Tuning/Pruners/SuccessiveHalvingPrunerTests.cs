using FsCheck;
using FsCheck.Fluent;
using MuZero.Tuning.Pruners;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Pruners;

/// <summary>The cases of Optuna's test_successive_halving.py, and its rule computed by hand.</summary>
public class SuccessiveHalvingPrunerTests
{
    // The arrivals 5, 1, 9, 3, 7, 8, 2, 6 at one rung; P passes. Ray's rule gives CSCSCCSS for the factor 4.
    [Theory]
    [InlineData(4, "PxPxxxxx")]
    [InlineData(3, "PxPxxPxx")]
    [InlineData(2, "PxPxPPxP")]
    public void ShouldPrune_OneRung_IsOptunasRankAmongAll(int factor, string expected)
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 1, ReductionFactor = factor },
            Direction.Maximize);

        string passed = string.Concat(new[] { 5.0, 1, 9, 3, 7, 8, 2, 6 }.Select(value => study.Ask().Prunes(value, 1) ? 'x' : 'P'));

        Assert.Equal(expected, passed);
    }

    [Fact]
    public void ShouldPrune_FirstTrial_PassesEveryRung()
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 1, ReductionFactor = 2 });
        StudyTrial trial = study.Ask();

        Assert.All(Enumerable.Range(0, 10), step => Assert.False(trial.Prunes(1.0, step)));

        Assert.Equal("0 1 2 3", trial.Rungs());
    }

    // Optuna, test_successive_halving_pruner_with_..._rung: seven trials at step 7, then an eighth.
    [Theory]
    [InlineData(0.75, "0")]
    [InlineData(0.25, "0 1")]
    [InlineData(0.05, "0 1 2")]
    public void ShouldPrune_SeveralRungsAtOnce_PassesWhileAmongTheBest(double value, string rungs)
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 1, ReductionFactor = 2 });
        foreach (int i in Enumerable.Range(1, 7))
        {
            study.Ask().Prunes(0.1 * i, 7);
        }

        StudyTrial trial = study.Ask();
        trial.Prunes(value, 7);

        Assert.Equal(rungs, trial.Rungs());
    }

    [Fact]
    public void ShouldPrune_Nan_OnlyAtARung()
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 2, ReductionFactor = 2 });
        StudyTrial trial = study.Ask();

        Assert.False(trial.Prunes(double.NaN, 1));
        Assert.True(trial.Prunes(double.NaN, 2));
        Assert.Equal("", trial.Rungs());
    }

    [Fact]
    public void ShouldPrune_Infinity_IsTheWorstAndIsReadBack()
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 1, ReductionFactor = 2 });

        Assert.False(study.Ask().Prunes(double.PositiveInfinity, 1));
        Assert.False(study.Ask().Prunes(5.0, 1));
        Assert.True(study.Ask().Prunes(double.PositiveInfinity, 1));
    }

    // A hundredth of the first complete trial's steps, at least 1.
    [Theory]
    [InlineData(50, 1)]
    [InlineData(200, 2)]
    [InlineData(399, 3)]
    public void ShouldPrune_AutomaticResource_IsAHundredthOfTheSteps(int steps, int resource)
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner());
        StudyTrial first = study.Ask();
        Assert.False(first.Prunes(0.0, steps)); // no trial is complete
        Assert.Equal("", first.Rungs());
        study.Tell(first, 0.0);
        study.Complete(0.0);

        StudyTrial trial = study.Ask();
        Assert.False(trial.Prunes(double.NaN, resource - 1));
        Assert.True(trial.Prunes(double.NaN, resource));
    }

    [Fact]
    public void ShouldPrune_EarlyStoppingRate_LeavesOutRungs()
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner
        {
            MinResource = 1,
            ReductionFactor = 3,
            MinEarlyStoppingRate = 2
        });
        StudyTrial trial = study.Ask();

        trial.Prunes(1.0, 8);
        Assert.Equal("", trial.Rungs());
        trial.Prunes(1.0, 9);
        Assert.Equal("0", trial.Rungs());
    }

    [Fact]
    public void ShouldPrune_Bootstrap_PrunesTheFirst()
    {
        using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 1, ReductionFactor = 2, BootstrapCount = 1 });

        Assert.True(study.Ask().Prunes(1.0, 1));
        Assert.False(study.Ask().Prunes(0.5, 1));
    }

    [Fact]
    public void ShouldPrune_BestAtEveryRung_NeverPrunes() => Prop.ForAll(
        Gen.Elements(0.0, 1.0, 1.0, 2.0, -1.0, double.NaN).ListOf().ToArbitrary(), values =>
        {
            using Study study = Optimisation.Open(new SuccessiveHalvingPruner { MinResource = 1, ReductionFactor = 3 });
            foreach (double value in values)
            {
                study.Ask().Prunes(value, 9);
            }

            return !study.Ask().Prunes(-2.0, 9);
        }).QuickCheckThrowOnFailure();
}
