using FsCheck;
using FsCheck.Fluent;
using MuZero.Tests.Shared.Tuning;
using MuZero.Tuning.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

public class HyperbandSchedulerTests
{
    private static readonly Dictionary<string, object?> _nothing = [];

    // Ray's bands: trials 0 to 4 are the bracket of 81 iterations, 5 to 12 the one that begins with 27.
    [Fact]
    public void Reported_LastOfARound_HalvesTheBracket()
    {
        HyperbandScheduler hyperband = Scheduler(new HyperbandSettings(), 13);

        for (int trial = 5; trial < 12; trial++)
        {
            Assert.Equal(TrialAction.Continue, hyperband.Reported(trial, 26, 0).Action);
            Assert.Equal(TrialAction.Pause, hyperband.Reported(trial, 27, trial).Action);
        }

        Assert.Empty(hyperband.Dropped([5, 6, 7, 8, 9, 10, 11]));
        Assert.Equal(TrialAction.Continue, hyperband.Reported(12, 27, 12).Action);
        Assert.Equal([5, 6, 7, 8, 9], hyperband.Dropped([5, 6, 7, 8, 9, 10, 11]));
        Assert.Equal(10, hyperband.Next([10, 11]));
        Assert.Equal("CCS", Letters([hyperband.Reported(10, 28, 0), hyperband.Reported(10, 80, 0), hyperband.Reported(10, 81, 0)]));
    }

    [Fact]
    public void Reported_WorstArrivesLast_Stops()
    {
        HyperbandScheduler hyperband = Scheduler(new HyperbandSettings(), 13);
        foreach (int trial in Enumerable.Range(5, 7))
        {
            hyperband.Reported(trial, 27, 1.0);
        }

        Assert.Equal(TrialAction.Stop, hyperband.Reported(12, 27, double.NaN).Action);
        Assert.Equal([5, 6, 7, 8], hyperband.Dropped([5, 6, 7, 8, 9, 10, 11])); // of equal ones the later trials are kept
    }

    [Fact]
    public void Reported_BracketNotFull_WaitsForTrials()
    {
        HyperbandScheduler hyperband = Scheduler(new HyperbandSettings(), 7);

        Assert.Equal("PP", Letters([hyperband.Reported(5, 27, 1.0), hyperband.Reported(6, 27, 2.0)]));
        Assert.Null(hyperband.Next([5, 6]));
        hyperband.AllAdded();
        Assert.Equal(5, hyperband.Next([5, 6])); // three may go on
    }

    [Fact]
    public void Ended_LastMissingTrial_HalvesTheBracket()
    {
        HyperbandScheduler hyperband = Scheduler(new HyperbandSettings(), 13);
        foreach (int trial in Enumerable.Range(5, 7))
        {
            hyperband.Reported(trial, 27, trial);
        }

        hyperband.Ended(12);

        Assert.Equal([5, 6, 7, 8], hyperband.Dropped([5, 6, 7, 8, 9, 10, 11]));
        Assert.Equal(9, hyperband.Next([9, 10, 11]));
    }

    [Fact]
    public void Reported_LastTrialsGoOn_AreNotStopped()
    {
        HyperbandScheduler hyperband = Scheduler(new HyperbandSettings { StopLastTrials = false }, 1);

        Assert.Equal("CC", Letters([hyperband.Reported(0, 81, 1.0), hyperband.Reported(0, 500, 1.0)]));
    }

    // The paper's first bracket: 81 trials of 1 iteration, of which 27 go on to 3, 9 to 9, 3 to 27 and 1 to 81.
    [Fact]
    public void Run_PapersFirstBracket_SpendsItsBudget()
    {
        Dictionary<int, int> lengths = Lengths(new HyperbandSettings { Rule = HyperbandRule.Paper }, 81, workers: 4, isAddedAtOnce: true);

        Assert.Equal([54, 18, 6, 2, 1], new[] { 1, 3, 9, 27, 81 }.Select(time => lengths.Values.Count(length => length == time)));
        Assert.Equal(81, lengths[80]); // the best
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(5, false)]
    public void Run_RaysBand_SpendsItsBudget(int workers, bool isAddedAtOnce)
    {
        Dictionary<int, int> lengths = Lengths(new HyperbandSettings(), 143, workers, isAddedAtOnce);

        Assert.Equal(143, lengths.Count);
        Assert.Equal(5 + 3 + 2 + 2 + 1, lengths.Values.Count(length => length == 81));
        Assert.Equal(
            (5 * 81) + (8 * 27) + (3 * 54) + (15 * 9) + (5 * 27) + (2 * 45) + (34 * 3) + (12 * 9) + (4 * 27) + (2 * 42) + 81 + 81 + 81
                + 81 + 41,
            lengths.Values.Sum());
    }

    [Fact]
    public void Run_AnyTrialsAndWorkers_EndsAllAndKeepsTheBest() => Prop.ForAll(
        (from trials in Gen.Choose(1, 60)
         from workers in Gen.Choose(1, 8)
         from factor in Gen.Choose(2, 4)
         select (Trials: trials, Workers: workers, Factor: factor)).ToArbitrary(), sizes =>
        {
            Dictionary<int, int> lengths = Lengths(
                new HyperbandSettings { MaxT = 20, ReductionFactor = sizes.Factor },
                sizes.Trials,
                sizes.Workers,
                isAddedAtOnce: sizes.Trials % 2 == 0);
            return lengths.Count == sizes.Trials && lengths[sizes.Trials - 1] == 20;
        }).QuickCheckThrowOnFailure();

    // Trial i has the constant value i: the last one is the best.
    private static Dictionary<int, int> Lengths(HyperbandSettings settings, int trials, int workers, bool isAddedAtOnce)
    {
        SimulatedTuner tuner = new(new HyperbandScheduler(settings), workers, longest: 1000);
        IEnumerable<int> numbers = Enumerable.Range(0, trials);
        tuner.Run([.. numbers.Select(trial => new SimulatedTrial(_nothing, new Constant(trial), 1.0 + (trial % 3)))], isAddedAtOnce);
        return tuner.Reports.GroupBy(report => report.Trial)
            .ToDictionary(reports => reports.Key, reports => reports.Max(report => report.Time));
    }

    private static HyperbandScheduler Scheduler(HyperbandSettings settings, int trials)
    {
        HyperbandScheduler hyperband = new(settings);
        foreach (int trial in Enumerable.Range(0, trials))
        {
            hyperband.Added(trial, _nothing);
        }

        return hyperband;
    }

    private static string Letters(IEnumerable<TrialDecision> decisions)
        => string.Concat(decisions.Select(decision => decision.Action.ToString()[0]));

    private sealed class Constant(double value) : ISimulatedModel
    {
        public double Train() => value;

        public ISimulatedModel Copy(IReadOnlyDictionary<string, object?> parameters) => this;
    }
}
