namespace MuZero.Bench.Calibration;

/// <summary>The result of muzero bench games.</summary>
/// <param name="Chosen">The remembered result.</param>
/// <param name="Rates">All measured numbers of games.</param>
/// <param name="Remembered">The memory's file.</param>
/// <param name="Setting">The setting in words.</param>
public sealed record GamesReport(CalibrationResult Chosen, IReadOnlyList<GamesRate> Rates, string Remembered, string Setting)
{
    /// <summary>The best rate of all.</summary>
    public double Best => Rates.Max(rate => rate.PerSecond);
}
