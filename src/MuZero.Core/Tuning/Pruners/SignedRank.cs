using MathNet.Numerics;

namespace MuZero.Tuning.Pruners;

/// <summary>Wilcoxon's signed-rank test of paired differences.</summary>
internal static class SignedRank
{
    // Up to here the distribution is computed; the number of subsets fits a double exactly.
    private const int LargestExact = 50;

    /// <summary>The probability of a rank sum of the positive differences at least as large, if differences are symmetric around
    /// 0.</summary>
    /// <param name="differences">Finite, at least one.</param>
    /// <remarks>Exact for up to 50 differences without a zero, otherwise by the normal distribution; zeros count half on either side.
    /// Equal differences share their mean rank.</remarks>
    public static double PValue(IReadOnlyList<double> differences)
    {
        double[] sizes = [.. differences.Select(Math.Abs).Order()];
        double positive = 0.0, tied = 0.0;
        foreach (IGrouping<double, double> equal in differences.GroupBy(Math.Abs))
        {
            int first = Array.IndexOf(sizes, equal.Key), count = equal.Count();
            double rank = first + ((count + 1) / 2.0);
            positive += rank * equal.Sum(difference => difference > 0.0 ? 1.0 : difference == 0.0 ? 0.5 : 0.0);
            tied += count * (((double)count * count) - 1.0);
        }

        return sizes.Length <= LargestExact && sizes[0] > 0.0 ? Exact(sizes.Length, (int)positive) : Normal(sizes.Length, positive, tied);
    }

    // The share of the subsets of the ranks 1 to n whose sum is at least that.
    private static double Exact(int n, int sum)
    {
        double[] subsets = new double[(n * (n + 1) / 2) + 1];
        subsets[0] = 1.0;
        for (int rank = 1; rank <= n; rank++)
        {
            for (int total = subsets.Length - 1; total >= rank; total--)
            {
                subsets[total] += subsets[total - rank];
            }
        }

        return subsets.Skip(sum).Sum() / Math.Pow(2.0, n);
    }

    private static double Normal(double n, double sum, double tied)
    {
        double mean = n * (n + 1.0) / 4.0;
        double deviation = Math.Sqrt(((n * (n + 1.0) * ((2.0 * n) + 1.0)) - (0.5 * tied)) / 24.0);
        return 0.5 * SpecialFunctions.Erfc((sum - mean) / (deviation * Math.Sqrt(2.0)));
    }
}
