using MuZero.Errors;
using MuZero.Tuning.Pruners;
using MuZero.Tuning.Studies;
using Registry = MuZero.Tuning.Pruners.Pruners;

namespace MuZero.Core.Tests.Tuning.Pruners;

/// <summary>The cases of Optuna's test_patient.py, test_threshold.py and test_wilcoxon.py.</summary>
public class OtherPrunersTests
{
    [Theory]
    [InlineData(0.0, double.PositiveInfinity, -0.1, true)]
    [InlineData(0.0, 1.0, 0.0, false)]
    [InlineData(0.0, 1.0, 1.0, false)]
    [InlineData(double.NegativeInfinity, 1.0, 1.1, true)]
    [InlineData(0.0, 1.0, double.NaN, true)]
    public void Threshold_Value_IsPrunedOutside(double lower, double upper, double value, bool expected)
    {
        using Study study = Optimisation.Open(new ThresholdPruner { Lower = lower, Upper = upper });

        Assert.Equal(expected, study.Ask().Prunes(value, 1));
    }

    [Fact]
    public void Threshold_WarmupAndInterval_AreKept()
    {
        using Study study = Optimisation.Open(new ThresholdPruner { Upper = 0.0, WarmupSteps = 2, IntervalSteps = 2 });
        StudyTrial trial = study.Ask();

        Assert.Equal([false, true, false, true], Enumerable.Range(1, 4).Select(step => trial.Prunes(1.0, step)));
    }

    // Optuna, test_patient_pruner_intermediate_values and its variants.
    [Theory]
    [InlineData(0, 0.0, "1 1", false)]
    [InlineData(0, 0.0, "1 2", true)]
    [InlineData(1, 0.0, "1 1 1", false)]
    [InlineData(1, 0.0, "1 2 3", true)]
    [InlineData(1, 0.0, "1 2", false)]
    [InlineData(1, 0.0, "1 2 1", false)]
    [InlineData(1, 1.0, "1 2 2", false)]
    [InlineData(1, 0.5, "1 2 2", true)]
    [InlineData(1, 0.0, "NaN 2 2", false)]
    [InlineData(1, 0.0, "1 NaN NaN", false)]
    [InlineData(1, 0.0, "1 NaN 2", true)]
    public void Patient_Values_ArePrunedOnceTheyNoLongerImprove(int patience, double minDelta, string values, bool expected)
    {
        double[] reported = [.. values.Split(' ').Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];
        using Study down = Optimisation.Open(new PatientPruner(null, patience, minDelta));
        using Study up = Optimisation.Open(new PatientPruner(null, patience, minDelta), Direction.Maximize);

        Assert.Equal(expected, down.Running(reported).ShouldPrune());
        Assert.Equal(expected, up.Running([.. reported.Select(value => -value)]).ShouldPrune());
    }

    [Fact]
    public void Patient_WrappedPruner_DecidesThen()
    {
        using Study study = Optimisation.Open(new PatientPruner(new ThresholdPruner { Upper = 2.5 }, 0));
        StudyTrial trial = study.Running(1.0);

        Assert.False(trial.Prunes(2.0, 2));
        Assert.True(trial.Prunes(3.0, 3));
    }

    [Fact]
    public void Patient_NegativeArgument_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatientPruner(null, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PatientPruner(null, 1, -0.1));
    }

    // scipy.stats.wilcoxon(d, alternative="greater", zero_method="zsplit").pvalue, SciPy 1.10.
    [Theory]
    [MemberData(nameof(ScipyCases))]
    public void SignedRank_Differences_AreScipys(double[] differences, double expected)
        => Assert.Equal(expected, SignedRank.PValue(differences), 12);

    [Theory]
    [InlineData(Direction.Minimize)]
    [InlineData(Direction.Maximize)]
    public void Wilcoxon_WorseOnEveryInstance_IsPrunedAtTheFourth(Direction direction)
    {
        double sign = direction == Direction.Minimize ? 1.0 : -1.0;
        using Study study = Optimisation.Open(new WilcoxonPruner(), direction);
        Assert.False(study.Running(sign * 9.0).ShouldPrune()); // nothing to compare with
        double[] best = [1.0, 2.0, 3.0, 4.0, 5.0];
        StudyTrial complete = study.Running([.. best.Select(value => sign * value)]);
        study.Tell(complete, sign * 3.0);

        StudyTrial trial = study.Ask();
        bool[] pruned = [.. best.Select((value, i) => trial.Prunes(sign * (value + 1.0 + (0.1 * i)), i + 1))];

        // p = 1/2, 1/4, 1/8, 1/16; the mean over the first instances is not worse than that over all before the fourth.
        Assert.Equal([false, false, false, true, true], pruned);
    }

    [Theory]
    [InlineData(Direction.Minimize)]
    [InlineData(Direction.Maximize)]
    public void Wilcoxon_BetterMean_IsNotPruned(Direction direction)
    {
        double sign = direction == Direction.Minimize ? 1.0 : -1.0;
        using Study study = Optimisation.Open(new WilcoxonPruner { PThreshold = 0.5 }, direction);
        study.Tell(study.Running([.. new[] { 1.0, 1.0, 1.0, 1.0, 100.0 }.Select(value => sign * value)]), sign * 20.8);

        Assert.False(study.Running([.. new[] { 2.0, 3.0, 4.0, 5.0 }.Select(value => sign * value)]).ShouldPrune());
    }

    [Fact]
    public void Wilcoxon_OtherInstancesOrNan_DoNotCount()
    {
        using Study study = Optimisation.Open(new WilcoxonPruner { PThreshold = 1.0, StartupSteps = 2 });
        study.Tell(study.Running(1.0, 1.0), 1.0);
        StudyTrial trial = study.Ask();

        Assert.False(trial.Prunes(9.0, 1));
        Assert.False(trial.Prunes(9.0, 5));
        Assert.True(trial.Prunes(9.0, 2));
    }

    [Theory]
    [InlineData("none", typeof(NoPruner))]
    [InlineData("median", typeof(MedianPruner))]
    [InlineData("percentile", typeof(PercentilePruner))]
    [InlineData("successive_halving", typeof(SuccessiveHalvingPruner))]
    [InlineData("hyperband", typeof(HyperbandPruner))]
    [InlineData("patient", typeof(PatientPruner))]
    [InlineData("threshold", typeof(ThresholdPruner))]
    [InlineData("wilcoxon", typeof(WilcoxonPruner))]
    public void Create_Name_IsItsClass(string name, Type type) => Assert.IsType(type, Registry.Create(name, null));

    [Fact]
    public void Create_OptunasKeys_Apply()
    {
        MedianPruner median = (MedianPruner)Registry.Create(
            "median", """{"n_startup_trials": 1, "n_warmup_steps": 2, "interval_steps": 3, "n_min_trials": 4}""");
        SuccessiveHalvingPruner halving = (SuccessiveHalvingPruner)Registry.Create(
            "successive_halving",
            """{"min_resource": "auto", "reduction_factor": 3, "min_early_stopping_rate": 1, "bootstrap_count": 0}""");

        Assert.Equal((1, 2, 3, 4), (median.StartupTrials, median.WarmupSteps, median.IntervalSteps, median.MinTrials));
        Assert.Equal((null, 3, 1), (halving.MinResource, halving.ReductionFactor, halving.MinEarlyStoppingRate));
    }

    [Theory]
    [InlineData("meidan", null, "There is no pruner 'meidan'. Did you mean 'median'? "
        + "Pruners: none, median, percentile, successive_halving, hyperband, patient, threshold, wilcoxon.")]
    [InlineData("percentile", """{"percentile": 101}""", "percentile of percentile is 101; it must be a number from 0 to 100.")]
    [InlineData("threshold", """{"lower": 2, "upper": 1}""", "lower is 2 and upper is 1; the lower limit must not be above the upper one.")]
    [InlineData("patient", """{"wrapped_pruner": "median", "patience": -1}""", "patience of patient is -1; "
        + "it must be a whole number from 0 to 2147483647.")]
    public void Create_Unfit_IsOneLineWithARemedy(string name, string? json, string message)
        => Assert.Equal(message, Assert.Throws<UserException>(() => Registry.Create(name, json)).Message);

    public static TheoryData<double[], double> ScipyCases => new()
    {
        { [1.0], 0.5 },
        { [-1.0], 1.0 },
        { [1.0, 2.0, 3.0, 4.0], 0.0625 },
        { [0.5, -1.5, 2.5, -3.5, 4.5, 5.5], 0.21875 },
        { [1.0, 1.0, 2.0, -2.0, 3.0], 0.21875 },
        { [0.0, 1.0, 2.0, -1.0, 3.0], 0.11140049559056725 },
        { [0.0, 0.0], 0.5 },
        { [.. Enumerable.Range(0, 50).Select(i => ((i * 37) % 101) - 39.5)], 0.012104749711129514 },
        { [.. Enumerable.Range(0, 60).Select(i => ((i * 37) % 101) - 30.0)], 1.5201081229953522e-05 },
    };
}
