using MuZero.Errors;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Samplers;

/// <summary>One parameter of a grid.</summary>
internal sealed class GridAxis
{
    private readonly CategoricalDistribution _list;

    /// <summary>A parameter with its values.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="values">Its values, each once.</param>
    /// <param name="stride">The distance between the indices of points that differ in this parameter only.</param>
    /// <exception cref="UserException">There is no value, or one is there twice.</exception>
    public GridAxis(string name, IReadOnlyList<object?> values, int stride)
    {
        if (values.Count == 0)
        {
            throw UserException.Usage($"The grid of {name} is empty. Give at least one value.");
        }

        (Name, Stride, _list) = (name, stride, new CategoricalDistribution(values));
        if (_list.Choices.GroupBy(value => value).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw UserException.Usage(
                $"The grid of {name} has {twice.Key ?? "null"} more than once. Name each value once, or set the number of repeats.");
        }
    }

    /// <summary>The parameter.</summary>
    public string Name { get; }

    /// <summary>Its values.</summary>
    public IReadOnlyList<object?> Values => _list.Choices;

    /// <summary>The distance between the indices of points that differ in this parameter only.</summary>
    public int Stride { get; }

    /// <summary>The range that the parameter probably has; a study that knows the parameter knows better.</summary>
    public Distribution Guess => Values.All(value => value is long)
        ? new IntDistribution(Values.Min(value => (long)value!), Values.Max(value => (long)value!))
        : Values.All(value => value is long or double)
            ? new FloatDistribution(Values.Min(Number), Values.Max(Number))
            : _list;

    /// <summary>The value at a point.</summary>
    public object? ValueAt(int point) => Values[point / Stride % Values.Count];

    /// <summary>The index of a value, or -1.</summary>
    public int IndexOf(object? value)
    {
        for (int i = 0; i < Values.Count; i++)
        {
            if (Equals(Values[i], value) || (value is double real && Values[i] is long whole && whole == real))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>All values of a range.</summary>
    /// <exception cref="UserException">A range of real numbers has no steps.</exception>
    public static IReadOnlyList<object?> ValuesOf(string name, Distribution distribution) => distribution switch
    {
        CategoricalDistribution list => list.Choices,
        FloatDistribution { IsSingle: true } real => [real.Low],
        FloatDistribution { Step: { } step } real => [.. Enumerable.Range(0, (int)Math.Round((real.High - real.Low) / step) + 1)
            .Select(i => (object?)Math.Min(real.High, real.Low + (i * step)))],
        IntDistribution whole when (whole.High - whole.Low) / whole.Step < int.MaxValue => [.. Enumerable.Range(
            0, (int)((whole.High - whole.Low) / whole.Step) + 1).Select(i => (object?)(whole.Low + (i * whole.Step)))],
        _ => throw UserException.Usage(
            $"{name} has no grid: its range {distribution} is not a list of values. List some with grid_search, give the range steps, "
            + "or use another search."),
    };

    private static double Number(object? value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The number of times that each point of a grid was tried.</summary>
/// <param name="points">The number of points.</param>
/// <param name="retriesFailed">True if a failed trial leaves its point free.</param>
internal sealed class GridTries(int points, bool retriesFailed)
{
    private readonly int[] _taken = new int[points];
    private readonly int[] _failed = new int[points];

    /// <summary>The tries of a point that count.</summary>
    public int Of(int point) => _taken[point] + (retriesFailed ? 0 : _failed[point]);

    /// <summary>Counts a try of each of some points.</summary>
    public void Add(List<int> tried, bool isFailed)
    {
        int[] counts = isFailed ? _failed : _taken;
        foreach (int point in tried)
        {
            counts[point]++;
        }
    }

    /// <summary>The first of the points with the fewest tries, failed ones last.</summary>
    public int First(List<int> candidates) => candidates.MinBy(point => (Of(point), _failed[point], point));
}
