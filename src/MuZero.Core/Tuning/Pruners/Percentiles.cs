namespace MuZero.Tuning.Pruners;

/// <summary>Percentiles with linear interpolation between order statistics (Hyndman and Fan 1996, type 7), as NumPy computes them by
/// default.</summary>
internal static class Percentiles
{
    /// <summary>The value below which a share of <paramref name="values"/> lies; NaN values do not count.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">In [0, 1].</param>
    /// <returns>NaN if there is no value.</returns>
    public static double Linear(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return OfSorted(sorted, share);
    }

    /// <summary>The same of ascending values without NaN.</summary>
    public static double OfSorted(IReadOnlyList<double> sorted, double share)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        double position = (sorted.Count - 1) * share;
        int below = (int)Math.Floor(position);
        double low = sorted[below], high = sorted[Math.Min(below + 1, sorted.Count - 1)];
        double part = position - below;

        // Equal neighbours are tested first: the difference of two infinities is NaN. Both forms are NumPy's, which rounds like this.
        return low == high ? low : part >= 0.5 ? high - ((high - low) * (1.0 - part)) : low + ((high - low) * part);
    }
}
