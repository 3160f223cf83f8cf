namespace MuZero.Results;

/// <summary>The kind of a metric's numbers.</summary>
public enum MetricKind
{
    /// <summary>A whole number.</summary>
    Count,

    /// <summary>Any number.</summary>
    Measure,

    /// <summary>A term of the loss.</summary>
    Loss,
}

/// <summary>One result of an iteration.</summary>
/// <param name="Name">Its name in result.json, such as "loss/total".</param>
/// <param name="Kind">The kind of its numbers.</param>
/// <param name="Unit">Its unit in UCUM's notation; "1" if it has none.</param>
/// <param name="Help">One sentence for a person.</param>
public sealed record Metric(string Name, MetricKind Kind, string Unit, string Help)
{
    /// <summary>A value of this metric, for an <see cref="IterationResult"/>.</summary>
    public KeyValuePair<string, double> Of(double value) => new(Name, value);
}

/// <summary>A metric and the direction in which it is better: "loss/total" rises, "min-loss/total" falls.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Falls">True if small values are good.</param>
public readonly record struct MetricGoal(string Metric, bool Falls)
{
    private const string FallingPrefix = "min-";

    /// <summary>Reads a goal; which metrics exist is checked by <see cref="Metrics.Require"/>.</summary>
    public static MetricGoal Parse(string text)
        => text.StartsWith(FallingPrefix, StringComparison.Ordinal)
            ? new MetricGoal(text[FallingPrefix.Length..], true)
            : new MetricGoal(text, false);

    /// <summary>True if a value has come as far as a target. NaN never has.</summary>
    public bool IsReached(double value, double target) => Falls ? value <= target : value >= target;

    /// <summary>The value as a rank, of which larger is better.</summary>
    public double Rank(double value) => Falls ? -value : value;
}
