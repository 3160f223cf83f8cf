using System.Globalization;
using System.Text.Json;
using MuZero.Cli.Views;

namespace MuZero.Cli.Benchmarking;

/// <summary>A benchmark's result, in the common form.</summary>
/// <param name="Bench">The benchmark's name.</param>
/// <param name="Item">What was counted, in the singular: simulation.</param>
/// <param name="Unit">The figure's unit: sims/s.</param>
/// <param name="Measured">What the load achieved.</param>
/// <param name="Ceiling">The most that this machine could do, measured in the same run.</param>
/// <param name="CeilingText">What the ceiling is.</param>
internal sealed record BenchReport(string Bench, string Item, string Unit, Measurement Measured, double Ceiling, string CeilingText)
{
    /// <summary>The load, in words.</summary>
    public required string Setting { get; init; }

    /// <summary>Further numbers for scripts: sizes, and what else was measured.</summary>
    public required IReadOnlyList<(string Name, double Value)> Numbers { get; init; }

    /// <summary>The load's product that others keep, in the singular: move. Empty if there is none.</summary>
    public string Product { get; init; } = "";

    private double Ratio => Measured.PerSecond / Ceiling;

    public void WriteJson(TextWriter output) => JsonText.Write(output, indented: false, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("bench", Bench);
        writer.WriteNumber("figure", Rounded(Measured.PerSecond));
        writer.WriteString("unit", Unit);
        writer.WriteNumber("ceiling", Math.Round(Ceiling, 1));
        writer.WriteNumber("ratio", Math.Round(Ratio, 4));
        writer.WriteNumber("inference_share", Math.Round(Measured.InferenceShare, 4));
        WriteAllocated(writer);
        writer.WriteNumber("cpu_share", Math.Round(Measured.CpuShare, 3));
        writer.WriteNumber("slowest_window", Rounded(Measured.Slowest));
        writer.WriteNumber("fastest_window", Rounded(Measured.Fastest));
        foreach ((string name, double value) in Numbers)
        {
            writer.WriteNumber(name, Math.Round(value, 3));
        }

        writer.WriteEndObject();
    });

    public void WriteText(TextWriter output)
    {
        string[] lines =
        [
            $"{Bench}: {Number(Measured.PerSecond)} {Unit}, median of {Measurement.Windows} windows ({Number(Measured.Slowest)} to {Number(Measured.Fastest)})",
            $"  setting    {Setting}",
            $"  ceiling    {Number(Ceiling)} {Unit}: {CeilingText}",
            string.Create(CultureInfo.InvariantCulture, $"  ratio      {Ratio:0.000}"),
            string.Create(CultureInfo.InvariantCulture, $"  network    {Measured.InferenceShare:0.0%} of the time"),
            string.Create(CultureInfo.InvariantCulture, $"  allocated  {Measured.BytesPerItem:0.##} bytes per {Item}{(Product.Length > 0 ? $"; the episodes take {Measured.BytesPerProduct:0} per {Product}" : "")}"),
            string.Create(CultureInfo.InvariantCulture, $"  processor  {Measured.CpuShare:0%} of each thread's time{(Measured.CpuShare < 0.9 ? "; others were at work, so the figure is too low" : "")}"),
        ];
        output.WriteLine(string.Join('\n', lines));
    }

    // One evaluation is a simulation's; a benchmark without simulations reports it under the common name.
    private void WriteAllocated(Utf8JsonWriter writer)
    {
        double bytes = Math.Round(Measured.BytesPerItem, 4);
        if (Item is "simulation" or "evaluation")
        {
            writer.WriteNumber("allocated_bytes_per_simulation", bytes);
        }
        else
        {
            writer.WriteNull("allocated_bytes_per_simulation");
            writer.WriteNumber($"allocated_bytes_per_{Item}", bytes);
        }

        if (Product.Length > 0)
        {
            writer.WriteNumber($"allocated_bytes_per_{Product}", Math.Round(Measured.BytesPerProduct, 1));
        }
    }

    private static double Rounded(double rate) => Math.Round(rate, rate < 100.0 ? 3 : 1);

    private static string Number(double number) => number.ToString(number < 1000.0 ? "0.0" : "#,##0", CultureInfo.InvariantCulture);
}
