using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Importance;

/// <summary>The space of a regression tree: every parameter from 0 to 1, choices as cells of equal width.</summary>
internal sealed class TreeSpace(IReadOnlyList<Distribution> space)
{
    private readonly NumericAxis?[] _axes = [.. space.Select(range => range is CategoricalDistribution ? null : new NumericAxis(range))];

    /// <summary>The number of parameters.</summary>
    public int Count => _axes.Length;

    /// <summary>True if the parameter is a choice.</summary>
    public bool IsList(int parameter) => _axes[parameter] is null;

    /// <summary>The number of choices.</summary>
    public int Choices(int parameter) => ((CategoricalDistribution)space[parameter]).Choices.Count;

    /// <summary>A point, choices by index and numbers from 0 to 1.</summary>
    public double[] Place(double[] representations) => [.. representations.Select((value, i)
        => _axes[i] is not { } axis ? value : axis.Length > 0.0 ? (axis.Place(value) - axis.Low) / axis.Length : 0.5)];

    /// <summary>The share of a parameter's range that a leaf covers.</summary>
    public double Extent(TreeLeaf leaf, int parameter) => IsList(parameter)
        ? (double)leaf.Choices[parameter]!.Count(isIn => isIn) / Choices(parameter)
        : leaf.High[parameter] - leaf.Low[parameter];

    /// <summary>The intervals of a parameter's range that a leaf covers.</summary>
    public IEnumerable<(double Left, double Right)> Intervals(TreeLeaf leaf, int parameter) => IsList(parameter)
        ? Enumerable.Range(0, Choices(parameter)).Where(choice => leaf.Choices[parameter]![choice])
            .Select(choice => ((double)choice / Choices(parameter), (choice + 1.0) / Choices(parameter)))
        : [(leaf.Low[parameter], leaf.High[parameter])];

    /// <summary>The ends of all intervals of all leaves, ascending.</summary>
    public double[] Ends(IReadOnlyList<TreeLeaf> leaves, int parameter)
        => [.. leaves.SelectMany(leaf => Intervals(leaf, parameter))
            .SelectMany(interval => new[] { interval.Left, interval.Right }).Distinct().Order()];

    /// <summary>The leaf that is the whole space.</summary>
    public TreeLeaf Whole() => new(
        new double[Count], [.. Enumerable.Repeat(1.0, Count)],
        [.. Enumerable.Range(0, Count).Select(i => IsList(i) ? Enumerable.Repeat(true, Choices(i)).ToArray() : null)], 1.0, 0.0);
}

/// <summary>A box of the space in which a tree's value is constant.</summary>
/// <param name="Low">The left end by parameter.</param>
/// <param name="High">The right end by parameter.</param>
/// <param name="Choices">True for the choices inside, by parameter; null for numbers.</param>
/// <param name="Volume">The share of the space.</param>
/// <param name="Value">The value.</param>
internal sealed record TreeLeaf(double[] Low, double[] High, bool[]?[] Choices, double Volume, double Value);

/// <summary>A regression tree that is grown until its leaves are pure: each split leaves the least squared error.</summary>
/// <param name="space">The space.</param>
/// <param name="points">Points as <see cref="TreeSpace.Place"/> makes them.</param>
/// <param name="values">A value per point.</param>
internal sealed class RegressionTree(TreeSpace space, double[][] points, double[] values)
{
    private const int MostDepth = 64;

    private readonly List<TreeLeaf> _leaves = [];

    /// <summary>The leaves of the tree of a sample.</summary>
    /// <param name="sample">Indices of points, repeated ones included.</param>
    public IReadOnlyList<TreeLeaf> Leaves(int[] sample)
    {
        _leaves.Clear();
        Grow(sample, space.Whole(), 0);
        return _leaves;
    }

    private void Grow(int[] sample, TreeLeaf box, int depth)
    {
        if (depth == MostDepth || Best(sample) is not { } split)
        {
            _leaves.Add(box with { Value = sample.Average(i => values[i]) });
            return;
        }

        (int[] left, int[] right) = (Array.FindAll(sample, i => IsLeft(i, split)), Array.FindAll(sample, i => !IsLeft(i, split)));
        Grow(left, Part(box, split, isLeft: true), depth + 1);
        Grow(right, Part(box, split, isLeft: false), depth + 1);
    }

    private bool IsLeft(int point, Split split)
        => space.IsList(split.Parameter) ? points[point][split.Parameter] == split.At : points[point][split.Parameter] <= split.At;

    private Split? Best(int[] sample)
    {
        Split? best = null;
        double sum = sample.Sum(i => values[i]), bestGain = 1e-12 * sample.Sum(i => values[i] * values[i]);
        for (int parameter = 0; parameter < space.Count; parameter++)
        {
            foreach ((double at, int count, double left) in space.IsList(parameter)
                ? Choices(sample, parameter)
                : Thresholds(sample, parameter))
            {
                double right = sum - left;
                double gain = (left * left / count) + (right * right / (sample.Length - count)) - (sum * sum / sample.Length);
                if (gain > bestGain)
                {
                    (best, bestGain) = (new Split(parameter, at), gain);
                }
            }
        }

        return best;
    }

    // One choice against the others.
    private IEnumerable<(double At, int Count, double Sum)> Choices(int[] sample, int parameter)
        => sample.GroupBy(i => points[i][parameter]).OrderBy(group => group.Key).Where(group => group.Count() < sample.Length)
            .Select(group => (group.Key, group.Count(), group.Sum(i => values[i])));

    private IEnumerable<(double At, int Count, double Sum)> Thresholds(int[] sample, int parameter)
    {
        double[] places = [.. sample.Select(i => points[i][parameter])];
        int[] order = [.. sample];
        Array.Sort(places, order);
        double sum = 0.0;
        for (int i = 0; i < order.Length - 1; i++)
        {
            sum += values[order[i]];
            if (places[i] < places[i + 1])
            {
                yield return ((places[i] + places[i + 1]) / 2.0, i + 1, sum);
            }
        }
    }

    private TreeLeaf Part(TreeLeaf box, Split split, bool isLeft)
    {
        int parameter = split.Parameter;
        double before = space.Extent(box, parameter);
        TreeLeaf part = box;
        if (box.Choices[parameter] is { } choices)
        {
            bool[]?[] all = [.. box.Choices];
            all[parameter] = [.. choices.Select((isIn, choice) => isIn && choice == split.At == isLeft)];
            part = box with { Choices = all };
        }
        else if (isLeft)
        {
            part = box with { High = Replaced(box.High, parameter, split.At) };
        }
        else
        {
            part = box with { Low = Replaced(box.Low, parameter, split.At) };
        }

        return part with { Volume = box.Volume * space.Extent(part, parameter) / before };
    }

    private static double[] Replaced(double[] ends, int parameter, double at)
    {
        double[] replaced = [.. ends];
        replaced[parameter] = at;
        return replaced;
    }

    private readonly record struct Split(int Parameter, double At);
}
