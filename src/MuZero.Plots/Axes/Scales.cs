using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Axes;

/// <summary>Chooses scales for parameters and for values.</summary>
internal static class Scales
{
    // Marks at a bound stay off the frame.
    private const double Padding = 0.04;

    // Positive values whose ratio is larger are unreadable on a linear axis.
    private const double LogRatio = 1000.0;

    // Room for the difference of two values.
    private const double Largest = 1e300;

    // Tukey's far outliers.
    private const double Fence = 3.0;
    private const int FewValues = 10;

    /// <summary>The scale of a parameter: its range, logarithmic if the range is.</summary>
    public static Scale Of(string name, Distribution distribution) => distribution switch
    {
        FloatDistribution range => Padded(name, range.Low, range.High, range.Log, isWhole: false),
        IntDistribution range => Padded(name, range.Low, range.High, range.Log, isWhole: true),
        CategoricalDistribution choice => new CategoryScale(name, [.. choice.Choices.Select(NumberText.Value)]),
        _ => throw new ArgumentException($"{distribution.GetType().Name} has no scale.", nameof(distribution)),
    };

    /// <summary>The scale of an objective's values: logarithmic for positive ones over several powers of ten, without the worst ones if
    /// they are far from the others.</summary>
    /// <param name="title">The axis's title.</param>
    /// <param name="better">The better direction.</param>
    /// <param name="values">Finite values.</param>
    /// <param name="fence">The distance of far outliers from the quartile of the worst, in distances of the quartiles.</param>
    public static Scale OfValues(string title, Direction better, IReadOnlyCollection<double> values, double fence = Fence)
    {
        if (values.Count == 0)
        {
            return Padded(title, 0.0, 1.0, log: false, isWhole: false);
        }

        double[] sorted = [.. values.Order()];
        (double low, double high) = WithoutOutliers(sorted, better, fence);
        if (low > 0.0 && high / low > LogRatio)
        {
            (low, high) = WithoutOutliers([.. sorted.Select(value => Math.Log(value))], better, fence);
            return Padded($"{title}, log scale", Math.Exp(low), Math.Exp(high), log: true, isWhole: false);
        }

        return Padded(title, low, high, log: false, isWhole: false);
    }

    /// <summary>Counts from a first to a last.</summary>
    public static Scale Whole(string title, double first, double last) => Padded(title, first, last, log: false, isWhole: true);

    /// <summary>Numbers from a least to a largest.</summary>
    public static Scale Over(string title, double least, double largest) => Padded(title, least, largest, log: false, isWhole: false);

    /// <summary>From exactly <paramref name="low"/> to exactly <paramref name="high"/>.</summary>
    public static Scale Exact(string title, double low, double high) => new LinearScale(title, low, high, low, high, isWhole: false);

    // Few values have no outliers.
    private static (double Low, double High) WithoutOutliers(double[] sorted, Direction better, double fence)
    {
        double lower = sorted[sorted.Length / 4], upper = sorted[sorted.Length * 3 / 4], spread = fence * (upper - lower);
        return sorted.Length < FewValues || spread <= 0.0 ? (sorted[0], sorted[^1])
            : better == Direction.Minimize ? (sorted[0], sorted.Last(value => value <= upper + spread))
            : (sorted.First(value => value >= lower - spread), sorted[^1]);
    }

    private static Scale Padded(string title, double low, double high, bool log, bool isWhole)
    {
        (low, high) = (Math.Clamp(low, -Largest, Largest), Math.Clamp(high, -Largest, Largest));
        if (log && low > 0.0)
        {
            double factor = low == high ? 1.5 : Math.Pow(high / low, Padding);
            return new LogScale(title, low / factor, high * factor, low, high);
        }

        double pad = low == high ? Math.Max(Math.Abs(low) * 0.1, isWhole ? 1.0 : 1e-6) : Padding * (high - low);
        return new LinearScale(title, low - pad, high + pad, low, high, isWhole);
    }
}
