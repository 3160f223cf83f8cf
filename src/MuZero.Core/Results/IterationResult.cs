namespace MuZero.Results;

/// <summary>One training iteration's results, in the order of result.json.</summary>
/// <param name="Iteration">The iteration's number, from 1.</param>
/// <param name="Values">Every result by its <see cref="Metric.Name"/>.</param>
public sealed record IterationResult(long Iteration, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>True if the iteration has a result of a name, which may be NaN.</summary>
    internal bool Has(string name) => Values.Any(value => value.Key == name);

    /// <summary>A result, or NaN if the iteration has none of this metric.</summary>
    public double this[Metric metric] => this[metric.Name];

    /// <summary>A result by name, or NaN if the iteration has none of this name.</summary>
    public double this[string name]
    {
        get
        {
            foreach ((string key, double value) in Values)
            {
                if (key == name)
                {
                    return value;
                }
            }

            return double.NaN;
        }
    }
}
