using FsCheck;
using FsCheck.Fluent;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;
using Registry = MuZero.Tuning.Schedulers.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

/// <summary>A scheduler is a fold over the log: the same events give the same decisions, in another object too.</summary>
public class SchedulerFoldTests
{
    private static readonly Dictionary<string, Distribution> _space = new()
    {
        ["lr"] = new FloatDistribution(1e-4, 1.0, Log: true),
        ["layers"] = new IntDistribution(1, 8),
        ["rule"] = new CategoricalDistribution(["a", "b", "c"]),
    };

    [Theory]
    [InlineData("fifo", null)]
    [InlineData("median", """{"min_samples_required": 1, "min_time_slice": 2}""")]
    [InlineData("asha", """{"max_t": 20, "brackets": 2, "reduction_factor": 2}""")]
    [InlineData("hyperband", """{"max_t": 9}""")]
    [InlineData("pbt", """{"perturbation_interval": 2, "burn_in_period": 3}""")]
    public void Decisions_SameLogTwice_AreEqual(string name, string? json) => Prop.ForAll(Logs.Generator.ToArbitrary(), log =>
        Decisions(Registry.Create(name, json, 3, _space), log).SequenceEqual(Decisions(Registry.Create(name, json, 3, _space), log)))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("asha", """{"grace_period": 5, "reduction_factor": 2, "brackets": 3}""")]
    [InlineData("median", """{"grace_period": 5, "min_samples_required": 1}""")]
    [InlineData("pbt", """{"perturbation_interval": 1, "burn_in_period": 5}""")]
    public void Decisions_BelowTime5_AreToGoOn(string name, string json) => Prop.ForAll(Logs.Generator.ToArbitrary(), log =>
    {
        List<LogReport> early = [.. log.Where(report => report.Time < 5)];
        ITrialScheduler scheduler = Registry.Create(name, json, 3, _space);
        return !Decisions(scheduler, early).Any(text => text.StartsWith("Stop", StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Decisions(ITrialScheduler scheduler, List<LogReport> log)
    {
        for (int trial = 0; trial < Logs.Trials; trial++)
        {
            scheduler.Added(trial, new Dictionary<string, object?> { ["lr"] = 0.01 * (trial + 1), ["layers"] = 2L, ["rule"] = "b" });
        }

        foreach (LogReport report in log)
        {
            TrialDecision decision = scheduler.Reported(report.Trial, report.Time, report.Value);
            string parameters = string.Join(' ', decision.Parameters ?? new Dictionary<string, object?>());
            yield return $"{decision.Action} {decision.Source} {parameters} {decision.Yields} "
                + $"{scheduler.Next([1, 3, 5])} {string.Join(' ', scheduler.Dropped([0, 1, 2, 3, 4, 5]))}";
        }
    }
}
