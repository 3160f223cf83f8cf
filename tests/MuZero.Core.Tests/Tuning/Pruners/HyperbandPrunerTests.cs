using MuZero.Tuning.Pruners;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Pruners;

public class HyperbandPrunerTests
{
    private static readonly long[] _budgets81 = [81, 34, 15, 8, 5];

    [Fact]
    public void Budgets_81AndFactor3_AreOptunas() => Assert.Equal(_budgets81, new HyperbandPruner().Budgets(81));

    // Optuna's math.log(243, 3) is 4.999999999999999.
    [Theory]
    [InlineData(243, 6)]
    [InlineData(242, 5)]
    [InlineData(1, 1)]
    public void Budgets_PowersOfTheFactor_LoseNoBracket(int most, int brackets)
        => Assert.Equal(brackets, new HyperbandPruner().Budgets(most).Count);

    [Fact]
    public void Budgets_LargerMinimum_HaveFewerBrackets() => Assert.Equal(3, new HyperbandPruner { MinResource = 9 }.Budgets(81).Count);

    // zlib.crc32(b"study_0") % 143, walked through the budgets.
    [Fact]
    public void BracketOf_TrialsOfStudy_AreOptunas()
        => Assert.Equal(
            [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
            Enumerable.Range(0, 12).Select(trial => HyperbandPruner.BracketOf("study", trial, _budgets81)));

    [Fact]
    public void ShouldPrune_OtherBracket_DoesNotCompete()
    {
        using Study study = Optimisation.Open(new HyperbandPruner { MaxResource = 81 });

        Assert.False(study.Ask().Prunes(0.0, 3)); // bracket 1
        Assert.False(study.Ask().Prunes(5.0, 1)); // bracket 0: the first at its rung
        Assert.True(study.Ask().Prunes(6.0, 1));
        Assert.False(study.Ask().Prunes(4.0, 1));
    }

    [Fact]
    public void ShouldPrune_AutomaticMaximum_WaitsForACompleteTrial()
    {
        using Study study = Optimisation.Open(new HyperbandPruner());
        StudyTrial first = study.Ask();
        Assert.False(first.Prunes(0.0, 80));
        Assert.Equal("", first.Rungs());

        study.Tell(first, 0.0);
        StudyTrial second = study.Ask();
        second.Prunes(1.0, 80);

        Assert.Equal("0 1 2 3", second.Rungs()); // 1, 3, 9 and 27 of 81
    }
}
