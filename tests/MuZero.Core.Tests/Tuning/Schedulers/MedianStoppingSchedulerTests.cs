using FsCheck;
using FsCheck.Fluent;
using MuZero.Tuning.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

/// <summary>The cases of Ray's test_trial_scheduler.py, EarlyStoppingSuite: trial 1 reports 0, 100, ..., 900 at times 0 to 9, trial 2
/// reports 450 at times 0 to 4.</summary>
public class MedianStoppingSchedulerTests
{
    private static readonly Dictionary<string, object?> _nothing = [];

    [Fact]
    public void Reported_ConstantTrial_StopsOnceTheMeanIsAbove()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 0, MinSamplesRequired = 1 });
        Complete(median, 1, 10);

        Assert.Equal("CCS", Letters(median, 2, [(5, 450), (6, 0), (10, 450)]));
    }

    [Fact]
    public void Reported_OthersNotSoFar_GoesOn()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 0, MinSamplesRequired = 1 });

        Assert.Equal("C", Letters(median, 2, [(100, 0)]));
        Complete(median, 1, 101);
        Assert.Equal("S", Letters(median, 2, [(101, 0)]));
    }

    [Fact]
    public void Reported_TwoOthers_TakesTheirMedian()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 0, MinSamplesRequired = 1 });
        Complete(median, 1, 10);
        Complete(median, 2, 10);

        Assert.Equal("CS", Letters(median, 3, [(1, 260), (2, 260)]));
    }

    [Fact]
    public void Reported_WithinGrace_GoesOn()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 2.5, MinSamplesRequired = 1 });
        Complete(median, 1, 10);
        Complete(median, 2, 10);

        Assert.Equal("CCS", Letters(median, 3, [(1, 10), (2, 10), (3, 10)]));
    }

    [Fact]
    public void Reported_OthersResultsWithinGrace_DoNotCount()
    {
        MedianStoppingScheduler median = new(new MedianStoppingSettings { GracePeriod = 3, MinSamplesRequired = 1 });
        median.Added(1, _nothing);
        median.Added(2, _nothing);
        Letters(median, 1, [(1, 1000), (2, 1000), (3, 10), (4, 10)]);

        Assert.Equal("C", Letters(median, 2, [(4, 20)]));
    }

    [Fact]
    public void Reported_TooFewOthers_GoesOn()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 0, MinSamplesRequired = 2 });
        Complete(median, 1, 10);

        Assert.Equal("C", Letters(median, 3, [(5, 10)]));
        Complete(median, 2, 5);
        Assert.Equal("S", Letters(median, 3, [(5, 10)]));
    }

    [Fact]
    public void Reported_SoftStop_PausesOnceAndRunsLast()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings
        {
            GracePeriod = 0,
            MinSamplesRequired = 1,
            HardStop = false
        });
        Complete(median, 1, 10);
        Complete(median, 2, 10);

        Assert.Equal("CPC", Letters(median, 3, [(1, 260), (2, 260), (3, 0)]));
        median.Added(4, _nothing);
        Assert.Equal(4, median.Next([3, 4]));
    }

    // In Ray the NaN of one trial stops all others.
    [Fact]
    public void Reported_NanOfAnother_DoesNotCount()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 0, MinSamplesRequired = 1 });
        median.Added(4, _nothing);
        median.Reported(4, 20, double.NaN);
        Complete(median, 1, 10);

        Assert.Equal("CCS", Letters(median, 2, [(5, 450), (6, 0), (10, 450)]));
    }

    [Fact]
    public void Reported_OnlyNan_Stops()
    {
        MedianStoppingScheduler median = TwoTrials(new MedianStoppingSettings { GracePeriod = 0, MinSamplesRequired = 1 });

        Assert.Equal("S", Letters(median, 3, [(1, double.NaN)]));
    }

    // The mean of trial 1 is 900 with its later results and 100 without them.
    [Fact]
    public void Reported_EarlierTimeAgain_ReplacesTheLaterResults()
    {
        MedianStoppingScheduler median = new(new MedianStoppingSettings { MinSamplesRequired = 1 });
        median.Added(1, _nothing);
        median.Added(2, _nothing);
        Letters(median, 1, [(1, 900), (2, 900), (3, 900), (1, 100), (2, 100), (3, 100)]);

        Assert.Equal("CC", Letters(median, 2, [(1, 100), (3, 99)]));
    }

    [Fact]
    public void Reported_TimeSlice_YieldsOncePerSlice()
    {
        MedianStoppingScheduler median = new(new MedianStoppingSettings { MinTimeSlice = 2.0 });
        median.Added(0, _nothing);

        Assert.Equal([true, false, false, true], Enumerable.Range(1, 4).Select(time => median.Reported(0, time, 1.0).Yields));
    }

    [Fact]
    public void Reported_BelowGraceOrBest_NeverStops() => Prop.ForAll(Logs.Generator.ToArbitrary(), log =>
    {
        MedianStoppingScheduler median = new(new MedianStoppingSettings { GracePeriod = 3, MinSamplesRequired = 1 });
        foreach (int trial in Enumerable.Range(0, Logs.Trials))
        {
            median.Added(trial, _nothing);
        }

        return log.All(report
            => median.Reported(report.Trial, report.Time, report.Trial == 0 ? 1e9 : report.Value).Action == TrialAction.Continue
            || (report.Trial != 0 && report.Time >= 3));
    }).QuickCheckThrowOnFailure();

    private static MedianStoppingScheduler TwoTrials(MedianStoppingSettings settings)
    {
        MedianStoppingScheduler median = new(settings);
        for (int trial = 1; trial <= 3; trial++)
        {
            median.Added(trial, _nothing);
        }

        Assert.Equal(new string('C', 10), Letters(median, 1, [.. Enumerable.Range(0, 10).Select(time => (time, time * 100.0))]));
        Assert.Equal(new string('C', 5), Letters(median, 2, [.. Enumerable.Range(0, 5).Select(time => (time, 450.0))]));
        return median;
    }

    private static void Complete(MedianStoppingScheduler median, int trial, int time)
    {
        median.Reported(trial, time, 1000.0);
        median.Ended(trial);
    }

    private static string Letters(MedianStoppingScheduler median, int trial, (int Time, double Value)[] reports)
        => string.Concat(reports.Select(report => median.Reported(trial, report.Time, report.Value).Action.ToString()[0]));
}
