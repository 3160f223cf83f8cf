using MuZero.Results;

namespace MuZero.Cli.Views;

/// <summary>The time until a run's stop criteria end it, from the rates so far. Criteria that do not grow steadily, such as a mean
/// return, have no estimate.</summary>
internal sealed class TimeEstimate(IReadOnlyDictionary<string, double> stop)
{
    private static readonly Metric[] _steady =
        [Metrics.TrainingIteration, Metrics.TrainingSteps, Metrics.TimestepsTotal, Metrics.EpisodesTotal, Metrics.TotalSeconds];

    // Rates of less than this many seconds are not worth showing.
    private const double FewestSeconds = 2.0;

    private readonly Metric[] _criteria = [.. _steady.Where(metric => stop.ContainsKey(metric.Name))];
    private readonly Dictionary<string, (double Value, double Seconds)> _first = [];

    /// <summary>True if a criterion without an estimate may end the run earlier.</summary>
    public bool IsBound => stop.Count > _criteria.Length;

    /// <summary>The time left, or null if there is no estimate yet.</summary>
    /// <param name="seconds">Seconds since the start of this process's run.</param>
    /// <param name="value">A metric's present value, or NaN if it is not known.</param>
    public TimeSpan? Left(double seconds, Func<Metric, double> value)
    {
        double least = double.PositiveInfinity;
        foreach (Metric metric in _criteria)
        {
            least = Math.Min(least, Seconds(metric, value(metric), seconds));
        }

        return least < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(least) : null;
    }

    private double Seconds(Metric metric, double value, double seconds)
    {
        double rest = Math.Max(0.0, stop[metric.Name] - value);
        if (double.IsNaN(value) || metric == Metrics.TotalSeconds)
        {
            return double.IsNaN(value) ? double.PositiveInfinity : rest;
        }

        _ = _first.TryAdd(metric.Name, (value, seconds));
        (double first, double since) = _first[metric.Name];
        bool isKnown = value > first && seconds - since >= FewestSeconds;
        return isKnown ? rest * (seconds - since) / (value - first) : double.PositiveInfinity;
    }
}
