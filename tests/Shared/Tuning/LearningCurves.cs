using System.Globalization;
using MuZero.Numerics;
using MuZero.Tuning.Schedulers;

namespace MuZero.Tests.Shared.Tuning;

/// <summary>The stored learning curves of 500 settings over 81 epochs (CurveTraining in tests/MuZero.Benchmarks made them).</summary>
internal sealed class LearningCurves
{
    private readonly double[][] _losses;

    private LearningCurves(double[][] losses) => _losses = losses;

    /// <summary>The number of settings.</summary>
    public int Count => _losses.Length;

    /// <summary>The epochs of each.</summary>
    public int Epochs => _losses[0].Length;

    /// <summary>Reads the table beside the program.</summary>
    public static LearningCurves Read()
    {
        const int Settings = 7;
        return new LearningCurves([.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Tuning", "learning-curves.csv")).Skip(1)
            .Select(row => row.Split(',')[Settings..].Select(Loss).ToArray())]);

        static double Loss(string cell) => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);
    }

    /// <summary>The place of a setting by its last loss, from 1.</summary>
    public int Rank(int setting) => 1 + _losses.Count(other => double.IsNaN(_losses[setting][^1]) || other[^1] < _losses[setting][^1]);

    /// <summary>Trials of a permutation of the settings; an epoch of one takes 0.5 to 2 units of time.</summary>
    /// <param name="seed">Decides the permutation and the lengths.</param>
    /// <param name="settings">The setting of each trial.</param>
    public IReadOnlyList<SimulatedTrial> Trials(ulong seed, out IReadOnlyList<int> settings)
    {
        RandomStream random = new(seed);
        int[] order = [.. Enumerable.Range(0, Count)];
        for (int i = Count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        settings = order;
        return [.. order.Select(setting => new SimulatedTrial(
            new Dictionary<string, object?>(), new Curve(_losses[setting]), 0.5 * Math.Pow(4.0, random.NextDouble())))];
    }

    private sealed class Curve(double[] losses) : ISimulatedModel
    {
        private int _epoch;

        public double Train() => -losses[_epoch++];

        public ISimulatedModel Copy(IReadOnlyDictionary<string, object?> parameters)
            => throw new NotSupportedException("A stored curve has one setting.");
    }
}

/// <summary>The outcome of one run of a scheduler on the stored curves.</summary>
/// <param name="Rank">The winner's place among all settings; the winner has the best last report of the trials that ran longest.</param>
/// <param name="Budget">The epochs spent, as a share of those of all settings.</param>
internal readonly record struct CurveOutcome(int Rank, double Budget)
{
    /// <summary>Runs a scheduler.</summary>
    /// <param name="curves">The curves.</param>
    /// <param name="scheduler">A new scheduler.</param>
    /// <param name="seed">Decides the order of the settings.</param>
    /// <param name="trials">The number of settings tried.</param>
    /// <param name="workers">Trials that run at a time.</param>
    public static CurveOutcome Of(LearningCurves curves, ITrialScheduler scheduler, ulong seed, int trials, int workers)
    {
        SimulatedTuner tuner = new(scheduler, workers, curves.Epochs);
        tuner.Run([.. curves.Trials(seed, out IReadOnlyList<int> settings).Take(trials)]);
        int longest = tuner.Reports.Max(report => report.Time);
        SimulatedReport winner = tuner.Reports.Where(report => report.Time == longest).MaxBy(report => report.Value);
        return new CurveOutcome(curves.Rank(settings[winner.Trial]), tuner.Reports.Count / (double)(curves.Count * curves.Epochs));
    }
}
