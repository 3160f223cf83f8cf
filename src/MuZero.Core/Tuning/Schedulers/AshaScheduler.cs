using MuZero.Numerics;
using MuZero.Tuning.Pruners;

namespace MuZero.Tuning.Schedulers;

/// <summary>Asynchronous successive halving as in Ray Tune (AsyncHyperBandScheduler): at each rung a trial stops if its result is below
/// the percentile 100 (1 - 1 / reduction factor) of the results that reached the rung before it.</summary>
/// <remarks><para>Bracket s has its rungs at grace period x reduction factor^(s + k), up to the maximum; a trial draws its bracket with
/// the probabilities softmax(number of rungs). One result counts at one rung: the highest one reached where the trial has no result
/// yet.</para>
/// <para>The paper's rule (Li et al. 2018, ASHA) differs: it promotes trials out of the best 1 / reduction factor of a rung when a worker
/// is free, and stops none. Optuna's rule is <see cref="SuccessiveHalvingPruner"/>. Powers are whole numbers here: Ray's logarithms lose
/// the rung at 243 of factor 3 by rounding. A NaN does not count for the percentile and never stops its trial, as in Ray.</para></remarks>
internal sealed class AshaScheduler : ITrialScheduler
{
    private readonly AshaSettings _settings;
    private readonly ulong _seed;
    private readonly List<Rung>[] _brackets;
    private readonly Dictionary<int, List<Rung>> _bracketOf = [];

    /// <summary>Starts with empty rungs.</summary>
    /// <param name="settings">The rungs.</param>
    /// <param name="seed">With the trial's number it decides the trial's bracket.</param>
    public AshaScheduler(AshaSettings settings, ulong seed)
    {
        (_settings, _seed) = (settings, seed);
        _brackets = [.. Enumerable.Range(0, settings.Brackets).Select(Rungs)];
    }

    /// <inheritdoc/>
    public void Added(int trial, IReadOnlyDictionary<string, object?> parameters)
    {
        int most = _brackets.Max(rungs => rungs.Count);
        float[] weights = [.. _brackets.Select(rungs => MathF.Exp(rungs.Count - most))];
        _bracketOf[trial] = _brackets[new RandomStream(RandomStream.Derive(_seed, (ulong)trial)).NextIndex(weights)];
    }

    /// <inheritdoc/>
    public TrialDecision Reported(int trial, double time, double value)
    {
        if (_settings.StopLastTrials && time >= _settings.MaxT)
        {
            return TrialDecision.Stop;
        }

        foreach (Rung rung in _bracketOf[trial].Where(rung => time >= rung.Time))
        {
            if (rung.Trials.Add(trial))
            {
                double cutoff = Percentiles.OfSorted(rung.Results, 1.0 - (1.0 / _settings.ReductionFactor));
                rung.Record(value);
                return value < cutoff ? TrialDecision.Stop : TrialDecision.Continue;
            }

            // Trials that run on beyond the last rung are judged no more.
            if (!_settings.StopLastTrials)
            {
                break;
            }
        }

        return TrialDecision.Continue;
    }

    /// <inheritdoc/>
    public void Ended(int trial)
    {
    }

    // Highest first.
    private List<Rung> Rungs(int bracket)
    {
        List<Rung> rungs = [];
        double time = _settings.GracePeriod;
        for (int power = 0; time <= _settings.MaxT; power++, time *= _settings.ReductionFactor)
        {
            if (power >= bracket)
            {
                rungs.Insert(0, new Rung(time));
            }
        }

        return rungs;
    }

    private sealed class Rung(double time)
    {
        private readonly List<double> _results = []; // ascending, without NaN

        public double Time => time;

        public HashSet<int> Trials { get; } = [];

        public IReadOnlyList<double> Results => _results;

        public void Record(double value)
        {
            if (!double.IsNaN(value))
            {
                int place = _results.BinarySearch(value);
                _results.Insert(place < 0 ? ~place : place, value);
            }
        }
    }
}
