using MuZero.Tuning.Pruners;

namespace MuZero.Tuning.Schedulers;

/// <summary>The median stopping rule of Ray Tune (Golovin et al. 2017, Vizier): a trial stops if its best result so far is below the
/// median of the other trials' running means up to the same time.</summary>
/// <remarks>The others are all trials that have come as far, running ones included; <see cref="MedianPruner"/> is Optuna's rule, which
/// differs. Results that are NaN do not count: in Ray, one of them stops every other trial. A trial whose results are all NaN
/// stops.</remarks>
internal sealed class MedianStoppingScheduler(MedianStoppingSettings settings) : ITrialScheduler
{
    private readonly SortedDictionary<int, List<(double Time, double Value)>> _results = [];
    private readonly Dictionary<int, double> _lastYield = [];
    private readonly HashSet<int> _paused = [];

    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters) => _results[trial] = [];

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value)
    {
        List<(double Time, double Value)> own = _results[trial];
        own.Add((time, value));
        if (time < settings.GracePeriod || _paused.Contains(trial))
        {
            return TrialDecision.Continue;
        }

        double[] means = [.. _results
            .Where(other => other.Key != trial && other.Value.Count > 0 && other.Value[^1].Time >= time)
            .Select(other => Mean(other.Value, time)).Where(mean => !double.IsNaN(mean))];
        if (means.Length < settings.MinSamplesRequired)
        {
            return TooFew(trial, time);
        }

        double best = own.Max(result => double.IsNaN(result.Value) ? double.NegativeInfinity : result.Value);
        if (best >= Percentiles.Linear(means, 0.5))
        {
            return TrialDecision.Continue;
        }

        if (settings.HardStop)
        {
            return TrialDecision.Stop;
        }

        _paused.Add(trial);
        return TrialDecision.Pause;
    }

    /// <inheritdoc/>
    public void Ended(int trial)
    {
    }

    /// <inheritdoc/>
    /// <remarks>Trials that the rule has paused run after all others.</remarks>
    public int? Next(IReadOnlyList<int> waiting)
        => waiting.OrderBy(_paused.Contains).ThenBy(trial => _results[trial] is [.., var last] ? last.Time : 0.0).First();

    // Too few others have come as far: the trial may give way to them.
    private TrialDecision TooFew(int trial, double time)
    {
        if (settings.MinTimeSlice is not { } slice || time - _lastYield.GetValueOrDefault(trial, double.NegativeInfinity) <= slice)
        {
            return TrialDecision.Continue;
        }

        _lastYield[trial] = time;
        return TrialDecision.Continue with { Yields = true };
    }

    private double Mean(List<(double Time, double Value)> results, double until) => results
        .Where(result => result.Time >= settings.GracePeriod && result.Time <= until && !double.IsNaN(result.Value))
        .Select(result => result.Value).DefaultIfEmpty(double.NaN).Average();
}
