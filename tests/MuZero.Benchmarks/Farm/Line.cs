using System.Globalization;

namespace MuZero.Benchmarks.Farm;

/// <summary>A JSON line per figure: its name, the ceiling of the same run, and the ratio.</summary>
internal static class Line
{
    public static void Write(string bench, double figure, string unit, double ceiling, string note = "")
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{{\"bench\":\"{bench}\",\"figure\":{figure:G5},\"unit\":\"{unit}\","
            + $"\"ceiling\":{ceiling:G5},\"ratio\":{(ceiling > 0.0 ? figure / ceiling : 0.0):G3},\"note\":\"{note}\"}}"));

    /// <summary>The value that a share of the sorted values does not exceed.</summary>
    public static double Percentile(List<double> values, double share)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(share * values.Count))];
    }

    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);
}
