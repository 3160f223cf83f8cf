namespace MuZero.Bench.Measuring;

/// <summary>The result of a benchmark.</summary>
/// <param name="Bench">The benchmark's name.</param>
/// <param name="Item">A counted item, in the singular: simulation.</param>
/// <param name="Unit">The figure's unit: sims/s.</param>
/// <param name="Measured">The load's speed.</param>
/// <param name="Ceiling">An upper bound on this machine, measured in the same run.</param>
/// <param name="CeilingText">The ceiling in words.</param>
public sealed record BenchReport(string Bench, string Item, string Unit, Measurement Measured, double Ceiling, string CeilingText)
{
    /// <summary>The setting in words.</summary>
    public required string Setting { get; init; }

    /// <summary>Further numbers for scripts: sizes and other measurements.</summary>
    public required IReadOnlyList<(string Name, double Value)> Numbers { get; init; }

    /// <summary>A product that the load leaves for others to keep, in the singular: move. Empty if there is none.</summary>
    public string Product { get; init; } = "";

    /// <summary>The figure over the ceiling.</summary>
    public double Ratio => Measured.PerSecond / Ceiling;
}
