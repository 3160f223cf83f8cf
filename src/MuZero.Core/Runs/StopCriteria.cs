using System.Globalization;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The numbers at which a run ends; any one of them suffices.</summary>
internal sealed class StopCriteria(IReadOnlyDictionary<string, double> stop)
{
    /// <summary>The reason to stop after an iteration, or null.</summary>
    public string? Reached(IterationResult result)
    {
        foreach ((string name, double target) in stop)
        {
            MetricGoal goal = MetricGoal.Parse(name);
            double value = result[goal.Metric];
            if (goal.IsReached(value, target))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{goal.Metric} is {value:0.####} ({name}: {target:0.####})");
            }
        }

        return null;
    }
}
