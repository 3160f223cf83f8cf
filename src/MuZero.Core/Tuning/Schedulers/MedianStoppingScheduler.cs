using MuZero.Tuning.Pruners;

namespace MuZero.Tuning.Schedulers;

/// <summary>The median stopping rule of Ray Tune (Golovin et al. 2017, Vizier): a trial stops if its best result so far is below the
/// median of the other trials' running means up to the same time.</summary>
/// <remarks>The others are all trials that have come as far, running ones included; <see cref="MedianPruner"/> is Optuna's rule, which
/// differs. Results that are NaN do not count: in Ray, one of them stops every other trial. A trial whose results are all NaN
/// stops. A report at a time that the trial has passed replaces its later ones: the trial was resumed from a checkpoint.</remarks>
internal sealed class MedianStoppingScheduler(MedianStoppingSettings settings) : ITrialScheduler
{
    private readonly Dictionary<int, Course> _courses = [];
    private readonly Dictionary<int, double> _lastYield = [];
    private readonly HashSet<int> _paused = [];

    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters) => _courses[trial] = new Course();

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value)
    {
        Course own = _courses[trial];
        own.Add(time, value, counts: time >= settings.GracePeriod);
        if (time < settings.GracePeriod || _paused.Contains(trial))
        {
            return TrialDecision.Continue;
        }

        double[] means = [.. _courses.Values.Where(other => other != own && other.Time >= time)
            .Select(other => other.Mean(time)).Where(mean => !double.IsNaN(mean))];
        if (means.Length < settings.MinSamplesRequired)
        {
            return TooFew(trial, time);
        }

        if (own.Best >= Percentiles.Linear(means, 0.5))
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
        => waiting.OrderBy(_paused.Contains).ThenBy(trial => _courses[trial].Time).First();

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

    // The results of one trial, each with the totals up to it.
    private sealed class Course
    {
        private readonly List<(double Time, int Count, double Sum, double Best)> _totals = [];

        public double Time => _totals is [.., var last] ? last.Time : double.NegativeInfinity;

        public double Best => _totals[^1].Best;

        public void Add(double time, double value, bool counts)
        {
            while (Time >= time)
            {
                _totals.RemoveAt(_totals.Count - 1);
            }

            (_, int count, double sum, double best) = _totals is [.., var last] ? last : (0.0, 0, 0.0, double.NegativeInfinity);
            _totals.Add(double.IsNaN(value) ? (time, count, sum, best)
                : counts ? (time, count + 1, sum + value, Math.Max(best, value))
                : (time, count, sum, Math.Max(best, value)));
        }

        // The mean of the results that count, up to a time; NaN if there is none.
        public double Mean(double until)
        {
            int low = 0, high = _totals.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = _totals[middle].Time <= until ? (middle + 1, high) : (low, middle);
            }

            return low == 0 || _totals[low - 1].Count == 0 ? double.NaN : _totals[low - 1].Sum / _totals[low - 1].Count;
        }
    }
}
