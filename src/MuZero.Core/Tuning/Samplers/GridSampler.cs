using MuZero.Errors;
using MuZero.Numerics;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Samplers;

/// <summary>Options of the <see cref="GridSampler"/>.</summary>
public sealed record GridOptions
{
    /// <summary>The number of times that each point is tried, more than 1 for objectives with noise.</summary>
    /// <value>Default 1.</value>
    public int Repeats { get; init; } = 1;

    /// <summary>True to propose points again whose trials failed, after all others; false to count them as tried, as Optuna does.</summary>
    /// <value>Default false.</value>
    public bool RetryFailed { get; init; }
}

/// <summary>Proposes the points of a grid one after another, the last parameter changing fastest, parameters sorted by name.</summary>
/// <remarks>A trial takes the first point that no trial with a lower number has, so that several workers and resumed studies go on where
/// the grid stands. A complete or pruned trial stands for every point that agrees with the parameters that it has: with conditional
/// parameters, points that differ only in parameters that are not in use are tried once. After the last point the grid begins
/// again.</remarks>
public sealed class GridSampler : ISampler
{
    private const int MostPoints = 1_000_000;

    private readonly GridAxis[] _axes;
    private readonly GridOptions _options;

    /// <summary>The grid of the given values.</summary>
    /// <param name="grid">Values by parameter, at least one each. A value outside the parameter's range is an error when it is asked
    /// for.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="UserException">A parameter has no value or a value twice, or there are more than a million points.</exception>
    public GridSampler(IReadOnlyDictionary<string, IReadOnlyList<object?>> grid, GridOptions? options = null)
    {
        _options = options ?? new GridOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Repeats);
        double points = grid.Values.Aggregate(1.0, (product, values) => product * values.Count);
        if (points > MostPoints)
        {
            throw UserException.Usage(
                $"The grid has {points:N0} points; at most {MostPoints:N0} are possible. Give fewer values, or use another search.");
        }

        _axes = new GridAxis[grid.Count];
        int stride = 1, last = grid.Count;
        foreach ((string name, IReadOnlyList<object?> values) in grid.OrderByDescending(entry => entry.Key, StringComparer.Ordinal))
        {
            _axes[--last] = new GridAxis(name, values, stride);
            stride *= values.Count;
        }

        Count = stride;
    }

    /// <summary>The grid of all values of a space.</summary>
    /// <param name="space">Choices and ranges with steps.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="UserException">A range of real numbers has no steps.</exception>
    public static GridSampler Of(IReadOnlyDictionary<string, Distribution> space, GridOptions? options = null)
        => new(space.ToDictionary(entry => entry.Key, entry => GridAxis.ValuesOf(entry.Key, entry.Value)), options);

    /// <summary>The number of points.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Distribution> JointSpace(StudyState study, Trial trial)
        => _axes.ToDictionary(axis => axis.Name, axis => study.Parameters.GetValueOrDefault(axis.Name) ?? axis.Guess);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> SampleJointly(
        StudyState study, Trial trial, IReadOnlyDictionary<string, Distribution> space, RandomStream random)
    {
        int point = PointOf(study, trial);
        return _axes.Where(axis => space.ContainsKey(axis.Name))
            .ToDictionary(axis => axis.Name, axis => Representation(axis, point, space[axis.Name]));
    }

    /// <inheritdoc/>
    public double Sample(StudyState study, Trial trial, string name, Distribution distribution, RandomStream random)
        => Array.Find(_axes, axis => axis.Name == name) is { } axis
            ? Representation(axis, PointOf(study, trial), distribution)
            : throw UserException.Usage($"The grid has no values of {name}. Add some, or use another search.");

    /// <summary>True if every point is taken as often as it is repeated.</summary>
    public bool IsExhausted(StudyState study)
    {
        GridTries tries = Tries(study, null);
        return Enumerable.Range(0, Count).All(point => tries.Of(point) >= _options.Repeats);
    }

    private static double Representation(GridAxis axis, int point, Distribution distribution)
    {
        object? value = axis.ValueAt(point);
        try
        {
            return distribution.RepresentationOf(value);
        }
        catch (ArgumentException fault)
        {
            throw UserException.Usage(
                $"The grid's value {value ?? "null"} of {axis.Name} is not in the parameter's range: {fault.Message}");
        }
    }

    // The trial's own parameters restrict it: some of them may have been set before it was asked for the others.
    private int PointOf(StudyState study, Trial trial) => Tries(study, trial).First(Consistent(trial));

    private GridTries Tries(StudyState study, Trial? asking)
    {
        GridTries tries = new(Count, _options.RetryFailed);
        List<Trial> open = [];
        foreach (Trial trial in study.Trials.Where(trial => trial.Number != asking?.Number && trial.State != TrialState.Waiting))
        {
            bool isKnown = _axes.Any(axis => trial.Parameters.ContainsKey(axis.Name));
            if (isKnown && trial.State is TrialState.Complete or TrialState.Pruned)
            {
                tries.Add(Consistent(trial), isFailed: false);
            }
            else if (isKnown || (trial.State == TrialState.Running && trial.Number < (asking?.Number ?? int.MaxValue)))
            {
                open.Add(trial);
            }
        }

        // These may not have asked for all their parameters yet: in the order of their numbers they took the first point that was free.
        foreach (Trial trial in open)
        {
            tries.Add([tries.First(Consistent(trial))], trial.State == TrialState.Failed);
        }

        return tries;
    }

    // The points that agree with the parameters that a trial has, ascending.
    private List<int> Consistent(Trial trial)
    {
        List<int> points = [0];
        foreach (GridAxis axis in _axes)
        {
            int index = trial.Parameters.TryGetValue(axis.Name, out Parameter? parameter) ? axis.IndexOf(parameter.Value) : -1;
            points = index >= 0 ? points.ConvertAll(point => point + (index * axis.Stride))
                : [.. points.SelectMany(point => Enumerable.Range(0, axis.Values.Count).Select(i => point + (i * axis.Stride)))];
        }

        return points;
    }
}
