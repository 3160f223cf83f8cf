using FsCheck;
using FsCheck.Fluent;
using MuZero.Tuning.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

public class AshaSchedulerTests
{
    private static readonly Dictionary<string, object?> _nothing = [];

    private static readonly double[] _arrivals = [5, 1, 9, 3, 7, 8, 2, 6];

    // NumPy's nanpercentile of the records before, at 100 (1 - 1 / factor): Ray's rule.
    [Theory]
    [InlineData(4.0, "CSCSCCSS")]
    [InlineData(3.0, "CSCSCCSS")]
    public void Reported_OneRung_IsRaysPercentileOfEarlierRecords(double factor, string expected)
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 100, GracePeriod = 10, ReductionFactor = factor }, _arrivals.Length);

        Assert.Equal(expected, Letters(_arrivals.Select((value, trial) => asha.Reported(trial, 10, value))));
    }

    // Ray, test_trial_scheduler.py, testAsyncHBUsesPercentile: records 2 and 4 have the cutoff 3.
    [Fact]
    public void Reported_ThirdBelowTheMedian_Stops()
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 10, GracePeriod = 1, ReductionFactor = 2.0 }, 6);

        Assert.Equal("CCS", Letters([asha.Reported(1, 1, 2), asha.Reported(2, 1, 4), asha.Reported(3, 1, 1)]));
        Assert.Equal("CS", Letters([asha.Reported(4, 1, 2.0), asha.Reported(5, 1, 1.99)]));
    }

    // Ray, testAsyncHBNonStopTrials.
    [Fact]
    public void Reported_LastTrialsGoOn_StopAtRungsOnly()
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 3, GracePeriod = 1, ReductionFactor = 2.0, StopLastTrials = false }, 4);

        string atOne = Letters([asha.Reported(0, 1, 10), asha.Reported(1, 1, 8), asha.Reported(2, 1, 6), asha.Reported(3, 1, 4)]);
        string atTwo = Letters([asha.Reported(0, 2, 10), asha.Reported(1, 2, 8), asha.Reported(2, 2, 6), asha.Reported(3, 2, 4)]);
        string beyond = Letters([asha.Reported(0, 3, -100), asha.Reported(0, 4, -100)]);

        Assert.Equal("CSSS", atOne);
        Assert.Equal("CSSS", atTwo);
        Assert.Equal("CC", beyond);
    }

    [Fact]
    public void Reported_AtTheMaximum_Stops()
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 16 }, 1);

        Assert.Equal("CS", Letters([asha.Reported(0, 15, 1.0), asha.Reported(0, 16, 2.0)]));
    }

    // One result counts at one rung only: the highest one that the trial has come to and has no result at.
    [Fact]
    public void Reported_SeveralRungsPassed_CountsAtTheHighest()
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 100, ReductionFactor = 2.0 }, 3);

        asha.Reported(0, 4, 10.0);

        Assert.Equal(TrialAction.Continue, asha.Reported(1, 1, 0.0).Action); // nothing is recorded at rung 1
        Assert.Equal(TrialAction.Continue, asha.Reported(1, 2, 0.0).Action);
        Assert.Equal(TrialAction.Stop, asha.Reported(1, 4, 9.0).Action);
    }

    // The next report of such a trial counts at the rung below, unless trials run on beyond the maximum (Ray's on_result).
    [Theory]
    [InlineData(true, TrialAction.Stop)]
    [InlineData(false, TrialAction.Continue)]
    public void Reported_RungPassedOver_CountsThereLater(bool stopLastTrials, TrialAction expected)
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 100, ReductionFactor = 2.0, StopLastTrials = stopLastTrials }, 2);

        asha.Reported(0, 4, 10.0);
        asha.Reported(0, 5, 10.0);

        Assert.Equal(expected, asha.Reported(1, 2, 9.0).Action);
    }

    // A logarithm in floating point has 4.999999999999999 for 243 and loses the sixth rung.
    [Fact]
    public void Rungs_PowerOfTheFactor_KeepTheLast()
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 243, ReductionFactor = 3.0, StopLastTrials = false }, 2);

        asha.Reported(0, 243, 1.0);

        Assert.Equal(TrialAction.Stop, asha.Reported(1, 243, 0.0).Action);
    }

    [Fact]
    public void Reported_NaN_DoesNotCountAndNeverStops()
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 100, ReductionFactor = 2.0 }, 4);

        Assert.Equal("CCCS", Letters(
            [asha.Reported(0, 1, double.NaN), asha.Reported(1, 1, 2.0), asha.Reported(2, 1, double.NaN), asha.Reported(3, 1, 1.0)]));
    }

    // e^2 : e^1 : e^0 for 3, 2 and 1 rungs. The results fall, so that each trial stops at its bracket's first rung except the first one
    // there.
    [Fact]
    public void Added_SeveralBrackets_AreDrawnBySoftmaxOfTheirRungs()
    {
        const int Trials = 4000;
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 16, Brackets = 3, StopLastTrials = false }, Trials);

        int[] stopped = new int[3];
        for (int trial = 0; trial < Trials; trial++)
        {
            int rung = Array.FindIndex([1, 4, 16], time => asha.Reported(trial, time, -trial).Action == TrialAction.Stop);
            stopped[Math.Max(rung, 0)]++;
        }

        double sum = (Math.E * Math.E) + Math.E + 1.0;
        Assert.Equal(Math.E * Math.E / sum, stopped[0] / (double)Trials, 0.03);
        Assert.Equal(Math.E / sum, stopped[1] / (double)Trials, 0.03);
        Assert.Equal(1.0 / sum, stopped[2] / (double)Trials, 0.03);
    }

    [Fact]
    public void Reported_BelowGrace_NeverStops() => Prop.ForAll(Logs.Generator.ToArbitrary(), log =>
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 1000, GracePeriod = 4, ReductionFactor = 3.0 }, Logs.Trials);
        return log.All(report => asha.Reported(report.Trial, report.Time, report.Value).Action == TrialAction.Continue || report.Time >= 4);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reported_BestOfAll_NeverStops() => Prop.ForAll(Logs.Generator.ToArbitrary(), log =>
    {
        AshaScheduler asha = Scheduler(new AshaSettings { MaxT = 1000, ReductionFactor = 2.0, Brackets = 2 }, Logs.Trials);
        return log.All(report
            => asha.Reported(report.Trial, report.Time, report.Trial == 0 ? 1e9 : report.Value).Action == TrialAction.Continue
            || report.Trial != 0);
    }).QuickCheckThrowOnFailure();

    private static AshaScheduler Scheduler(AshaSettings settings, int trials)
    {
        AshaScheduler asha = new(settings, seed: 7);
        foreach (int trial in Enumerable.Range(0, trials))
        {
            asha.Added(trial, _nothing);
        }

        return asha;
    }

    private static string Letters(IEnumerable<TrialDecision> decisions)
        => string.Concat(decisions.Select(decision => decision.Action.ToString()[0]));
}
