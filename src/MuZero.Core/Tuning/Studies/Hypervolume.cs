namespace MuZero.Tuning.Studies;

/// <summary>The volume that points with several losses dominate, up to a reference point.</summary>
internal static class Hypervolume
{
    // Zero is not a valid reference: a factor cannot move it beyond the points.
    private const double Least = 1e-12;

    /// <summary>A reference point a little beyond the worst loss of each objective.</summary>
    public static double[] Reference(IReadOnlyList<double[]> losses) => [.. Enumerable.Range(0, losses[0].Length).Select(i =>
    {
        double worst = losses.Max(point => point[i]);
        double beyond = Math.Max(1.1 * worst, 0.9 * worst);
        return beyond == 0.0 ? Least : beyond;
    })];

    /// <summary>The volume between the points and the reference point.</summary>
    public static double Of(IReadOnlyList<double[]> losses, double[] reference)
        => Of([.. losses.Where(point => !point.Where((loss, i) => loss >= reference[i]).Any())], reference, reference.Length);

    /// <summary>Indices of <paramref name="count"/> points that together dominate much volume, chosen one by one for the most new
    /// volume.</summary>
    /// <remarks>The volume is submodular: what a point adds never grows, so that most old additions need not be computed again.</remarks>
    public static List<int> Subset(IReadOnlyList<double[]> losses, int count, double[] reference)
    {
        PriorityQueue<(int Point, int Chosen), double> queue = new();
        for (int i = 0; i < losses.Count; i++)
        {
            queue.Enqueue((i, 0), -Of([losses[i]], reference));
        }

        List<int> chosen = [];
        List<double[]> taken = [];
        double volume = 0.0;
        while (chosen.Count < count)
        {
            (int point, int age) = queue.Dequeue();
            double added = Of([.. taken, losses[point]], reference) - volume;
            if (age < chosen.Count)
            {
                queue.Enqueue((point, chosen.Count), -added);
                continue;
            }

            chosen.Add(point);
            taken.Add(losses[point]);
            volume += added;
        }

        return chosen;
    }

    // Slices across the last of the first "dimensions" objectives; each slice is a volume with one objective less.
    private static double Of(List<double[]> points, double[] reference, int dimensions)
    {
        int last = dimensions - 1;
        if (points.Count == 0)
        {
            return 0.0;
        }

        if (dimensions == 1)
        {
            return reference[0] - points.Min(point => point[0]);
        }

        List<double[]> sorted = [.. points.OrderBy(point => point[last])];
        double volume = 0.0;
        for (int i = 0; i < sorted.Count; i++)
        {
            double depth = (i + 1 < sorted.Count ? sorted[i + 1][last] : reference[last]) - sorted[i][last];
            if (depth > 0.0)
            {
                volume += depth * Of(sorted[..(i + 1)], reference, last);
            }
        }

        return volume;
    }
}
