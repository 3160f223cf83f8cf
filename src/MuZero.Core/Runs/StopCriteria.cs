using System.Globalization;

namespace MuZero.Runs;

/// <summary>The numbers at which a run ends; any one of them suffices.</summary>
internal sealed class StopCriteria(IReadOnlyDictionary<string, double> stop)
{
    private const string MinPrefix = "min-";

    /// <summary>The reason to stop after an iteration, or null.</summary>
    public string? Reached(IterationResult result)
    {
        foreach ((string name, double target) in stop)
        {
            bool falling = name.StartsWith(MinPrefix, StringComparison.Ordinal);
            double value = result[falling ? name[MinPrefix.Length..] : name];
            if (falling ? value <= target : value >= target)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{(falling ? name[MinPrefix.Length..] : name)} is {value:0.####} ({name}: {target:0.####})");
            }
        }

        return null;
    }
}
