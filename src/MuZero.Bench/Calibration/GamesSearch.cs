namespace MuZero.Bench.Calibration;

/// <summary>The speed of self-play with a number of games at once.</summary>
/// <param name="Games">Games at once per actor.</param>
/// <param name="PerSecond">Simulations per second, median over windows.</param>
public readonly record struct GamesRate(int Games, double PerSecond);

/// <summary>Searches for the best number of games at once: doubles it until that no longer helps, then measures all sizes in
/// turn.</summary>
/// <remarks>The load of a shared machine changes within seconds. Windows of one size after another would measure these changes; windows of
/// all sizes in turn measure the sizes, and the median drops a window that was disturbed.</remarks>
/// <param name="sizes">Numbers of games, ascending.</param>
/// <param name="measure">Plays a number of games for one window and returns simulations per second.</param>
public sealed class GamesSearch(IReadOnlyList<int> sizes, Func<int, double> measure)
{
    /// <summary>The least number of windows per size, most of them in turn with the other sizes'.</summary>
    public const int Windows = 11;

    private const int FirstWindows = 3;
    private const double Better = 1.02;
    private const double NearBest = 0.97;

    private readonly List<List<double>> _rates = []; // [size tried, window]

    /// <summary>8, 16, 32 and so on up to 512. With more games the weights are many steps old when a game ends.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [8, 16, 32, 64, 128, 256, 512];

    /// <summary>True if neither of the last two sizes was better by 2 % than the best before it.</summary>
    internal static bool HasPeaked(IReadOnlyList<double> rates)
        => rates.Count > 2 && !IsBetter(rates, rates.Count - 1) && !IsBetter(rates, rates.Count - 2);

    /// <summary>The fewest games within 3 % of the best: fewer games at once end sooner, so their data is fresher.</summary>
    internal static GamesRate Choose(IReadOnlyList<GamesRate> rates)
    {
        double best = rates.Max(rate => rate.PerSecond);
        return rates.Where(rate => rate.PerSecond >= NearBest * best).MinBy(rate => rate.Games);
    }

    /// <summary>Measures; the result is in the order of the sizes and ends when they no longer help.</summary>
    public IReadOnlyList<GamesRate> Run()
    {
        while (true)
        {
            // The rounds may show that a larger size is worth a try after all.
            if (_rates.Count < sizes.Count && !HasPeaked([.. _rates.Select(Median)]))
            {
                int games = sizes[_rates.Count];
                _rates.Add([.. Enumerable.Range(0, FirstWindows).Select(_ => measure(games))]);
            }
            else if (_rates.Exists(windows => windows.Count < Windows))
            {
                Round();
            }
            else
            {
                return [.. _rates.Select((windows, size) => new GamesRate(sizes[size], Median(windows)))];
            }
        }
    }

    private void Round()
    {
        for (int size = 0; size < _rates.Count; size++)
        {
            _rates[size].Add(measure(sizes[size]));
        }
    }

    private static bool IsBetter(IReadOnlyList<double> rates, int size) => rates[size] > Better * rates.Take(size).Max();

    private static double Median(List<double> windows)
    {
        double[] sorted = [.. windows.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;
    }
}
