using System.Globalization;
using MuZero.Replay;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The numbers at which a run ends; any one of them suffices.</summary>
internal sealed class StopCriteria(IReadOnlyDictionary<string, double> stop)
{
    /// <summary>The training time at which the run ends, in seconds; infinite without such a criterion.</summary>
    public double Seconds { get; } = Least(stop, Metrics.TotalSeconds);

    /// <summary>The optimiser's step at which the run ends; infinite without such a criterion.</summary>
    public double Steps { get; } = Least(stop, Metrics.TrainingSteps);

    /// <summary>True if the run ends at a number of positions or episodes, which grow during an iteration too.</summary>
    public bool CountsReplay { get; } = stop.ContainsKey(Metrics.TimestepsTotal.Name) || stop.ContainsKey(Metrics.EpisodesTotal.Name);

    /// <summary>True if so many positions and episodes end the run.</summary>
    public bool AreEnough(in ReplayStatistics replay)
        => replay.InsertedPositions >= Least(stop, Metrics.TimestepsTotal) || replay.InsertedEpisodes >= Least(stop, Metrics.EpisodesTotal);

    /// <summary>The reason to stop after an iteration, or null.</summary>
    public string? Reached(IterationResult result)
    {
        foreach ((string name, double target) in stop)
        {
            MetricGoal goal = MetricGoal.Parse(name);
            double value = result[goal.Metric];
            if (goal.IsReached(value, target))
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"{goal.Metric} {(goal.Falls ? "fell to" : "reached")} "
                    + $"{value:0.####}{(value == target ? "" : $" (target {target:0.####})")}");
            }
        }

        return null;
    }

    private static double Least(IReadOnlyDictionary<string, double> stop, Metric metric)
        => stop.GetValueOrDefault(metric.Name, double.PositiveInfinity);
}
