namespace MuZero.Evaluation;

/// <summary>A level of confidence.</summary>
/// <param name="Percent">The share of intervals that hold the true value.</param>
/// <param name="Z">The two-sided quantile of the standard normal distribution.</param>
public sealed record Confidence(int Percent, double Z)
{
    private static readonly Confidence[] _known = [new(90, 1.644854), new(95, 1.959964), new(99, 2.575829)];

    /// <summary>95 percent.</summary>
    public static Confidence Default => _known[1];

    /// <summary>The levels that there are, in percent.</summary>
    public static IReadOnlyList<int> Levels { get; } = [.. _known.Select(level => level.Percent)];

    /// <summary>The level of a percentage, or null if it is not one of <see cref="Levels"/>.</summary>
    public static Confidence? Of(int percent) => Array.Find(_known, level => level.Percent == percent);
}

/// <summary>A confidence interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The Wilson interval of a mean score in [0, 1] over pairs of games.</summary>
    /// <remarks>
    /// <para>Wilson's interval is for scores of 0 and 1. Pairs also score between them, so they spread less: n pairs count as n p (1 - p) /
    /// v pairs of 0 and 1, where p is their mean and v their variance. Both are estimated with one more pair of 0 and one of 1, so that
    /// pairs that are all equal do not make the interval empty. See docs/ALGORITHM.md 7.</para>
    /// <para>Pairs that repeat another, move by move, add no evidence: n is the number of different ones.</para>
    /// </remarks>
    /// <param name="scores">One score in [0, 1] per pair.</param>
    /// <param name="different">Different pairs among them, at least 1.</param>
    /// <param name="confidence">The level.</param>
    public static Interval OfScores(IReadOnlyCollection<double> scores, int different, Confidence confidence)
    {
        if (scores.Count == 0)
        {
            return new Interval(0.0, 1.0);
        }

        double mean = scores.Average();
        double square = scores.Average(score => score * score);
        double smoothed = ((different * mean) + 1.0) / (different + 2);
        double variance = (((different * square) + 1.0) / (different + 2)) - (smoothed * smoothed);
        return Wilson(mean, different * smoothed * (1.0 - smoothed) / variance, confidence);
    }

    /// <summary>The Wilson interval of the share of successes among independent trials.</summary>
    /// <param name="successes">Successes.</param>
    /// <param name="trials">Trials; without any the interval is [0, 1].</param>
    /// <param name="confidence">The level.</param>
    public static Interval OfShare(long successes, long trials, Confidence confidence)
        => trials == 0 ? new Interval(0.0, 1.0) : Wilson((double)successes / trials, trials, confidence);

    /// <summary>Student's interval of a mean: mean ± t s / sqrt(n).</summary>
    /// <remarks>The quantile t is the expansion of Cornish and Fisher about the normal one (Abramowitz and Stegun 26.7.5).</remarks>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation of the population.</param>
    /// <param name="count">The number of values; the interval of one value is unbounded.</param>
    /// <param name="confidence">The level.</param>
    public static Interval OfMean(double mean, double deviation, int count, Confidence confidence)
    {
        if (count < 2)
        {
            return new Interval(double.NegativeInfinity, double.PositiveInfinity);
        }

        double half = StudentQuantile(confidence.Z, count - 1) * deviation / Math.Sqrt(count - 1);
        return new Interval(mean - half, mean + half);
    }

    private static Interval Wilson(double mean, double n, Confidence confidence)
    {
        double z2 = confidence.Z * confidence.Z;
        double centre = (mean + (z2 / (2.0 * n))) / (1.0 + (z2 / n));
        double half = confidence.Z / (1.0 + (z2 / n)) * Math.Sqrt((mean * (1.0 - mean) / n) + (z2 / (4.0 * n * n)));

        // The ends of a score of 0 or 1 are exact; rounding would leave the score outside.
        return new Interval(Math.Clamp(centre - half, 0.0, mean), Math.Clamp(centre + half, mean, 1.0));
    }

    private static double StudentQuantile(double z, int degrees)
    {
        double z2 = z * z, n = degrees;
        double first = z * (z2 + 1.0) / 4.0;
        double second = z * ((((5.0 * z2) + 16.0) * z2) + 3.0) / 96.0;
        double third = z * ((((((3.0 * z2) + 19.0) * z2) + 17.0) * z2) - 15.0) / 384.0;
        return z + (first / n) + (second / (n * n)) + (third / (n * n * n));
    }
}

/// <summary>Differences in Elo.</summary>
internal static class Elo
{
    /// <summary>400 log10(s / (1 - s)) of a score s per game; null if one side took every point, because no finite difference follows from
    /// it.</summary>
    public static double? Difference(double score) => score is > 0.0 and < 1.0 ? 400.0 * Math.Log10(score / (1.0 - score)) : null;
}
