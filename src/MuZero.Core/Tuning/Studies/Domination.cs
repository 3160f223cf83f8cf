namespace MuZero.Tuning.Studies;

/// <summary>The order of points with several losses: one dominates another if it is nowhere worse and somewhere better.</summary>
internal static class Domination
{
    /// <summary>A trial's values, turned so that smaller is better.</summary>
    public static double[] Losses(IReadOnlyList<Direction> directions, Trial trial)
        => [.. trial.Values.Select((value, i) => directions[i] == Direction.Minimize ? value : -value)];

    /// <summary>True if <paramref name="one"/> dominates <paramref name="other"/>.</summary>
    public static bool Dominates(double[] one, double[] other)
    {
        bool isBetter = false;
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] > other[i])
            {
                return false;
            }

            isBetter |= one[i] < other[i];
        }

        return isBetter;
    }

    /// <summary>The front of each point: 0 if no point dominates it, 1 if only points of front 0 do, and so on.</summary>
    /// <remarks>Efficient nondominated sort (Zhang et al. 2015): in lexicographic order a point can only be dominated by earlier ones, and
    /// a front that dominates it is found by bisection. With two losses the last member of a front decides, so that n points take n log
    /// n.</remarks>
    public static int[] Ranks(IReadOnlyList<double[]> losses)
    {
        int[] ranks = new int[losses.Count];
        List<List<double[]>> fronts = [];
        foreach (int point in Enumerable.Range(0, losses.Count).Order(Comparer<int>.Create((i, j) => Compare(losses[i], losses[j]))))
        {
            int low = 0, high = fronts.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                (low, high) = HasDominator(fronts[middle], losses[point]) ? (middle + 1, high) : (low, middle);
            }

            if (low == fronts.Count)
            {
                fronts.Add([]);
            }

            fronts[low].Add(losses[point]);
            ranks[point] = low;
        }

        return ranks;
    }

    private static bool HasDominator(List<double[]> front, double[] point)
    {
        int least = point.Length <= 2 ? front.Count - 1 : 0;
        for (int i = front.Count - 1; i >= least; i--)
        {
            if (Dominates(front[i], point))
            {
                return true;
            }
        }

        return false;
    }

    private static int Compare(double[] one, double[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i])
            {
                return one[i].CompareTo(other[i]);
            }
        }

        return 0;
    }
}
