using System.Text.Json.Nodes;
using MuZero.Bench.Calibration;
using MuZero.Bench.Measuring;

namespace MuZero.Cli.Views;

/// <summary>Writes the results of benchmarks.</summary>
internal static class BenchView
{
    /// <summary>Writes a benchmark's result as one JSON object or as a block of text.</summary>
    public static void Write(TextWriter output, BenchReport report, bool json)
        => JsonText.Write(output, json, () => Json(report), text => WriteText(text, report));

    /// <summary>Writes a calibration as one JSON object or as a table.</summary>
    public static void Write(TextWriter output, GamesReport report, bool json)
        => JsonText.Write(output, json, () => Json(report), text => WriteText(text, report));

    private static JsonObject Json(BenchReport report)
    {
        Measurement measured = report.Measured;
        JsonObject result = new()
        {
            ["bench"] = report.Bench,
            ["figure"] = Rounded(measured.PerSecond),
            ["unit"] = report.Unit,
            ["ceiling"] = Math.Round(report.Ceiling, 1),
            ["ratio"] = Math.Round(report.Ratio, 4),
            ["inference_share"] = Math.Round(measured.InferenceShare, 4),
        };

        // An evaluation is that of a simulation. Benchmarks without simulations write null under the name that all share.
        double bytes = Math.Round(measured.BytesPerItem, 4);
        bool isSimulation = report.Item is "simulation" or "evaluation";
        result["allocated_bytes_per_simulation"] = isSimulation ? bytes : null;
        if (!isSimulation)
        {
            result[$"allocated_bytes_per_{report.Item}"] = bytes;
        }

        if (report.Product.Length > 0)
        {
            result[$"allocated_bytes_per_{report.Product}"] = Math.Round(measured.BytesPerProduct, 1);
        }

        result["cpu_share"] = Math.Round(measured.CpuShare, 3);
        result["slowest_window"] = Rounded(measured.Slowest);
        result["fastest_window"] = Rounded(measured.Fastest);
        foreach ((string name, double value) in report.Numbers)
        {
            result[name] = Math.Round(value, 3);
        }

        return result;
    }

    private static void WriteText(TextWriter output, BenchReport report)
    {
        Measurement measured = report.Measured;
        string windows = $"median of {Measurement.Windows} windows ({Number(measured.Slowest)} to {Number(measured.Fastest)})";
        string product = report.Product.Length > 0 ? $"; the episodes take {measured.BytesPerProduct:0} per {report.Product}" : "";
        string disturbed = measured.CpuShare < 0.9 ? "; other programs ran, so the figure is too low" : "";
        string[] lines =
        [
            $"{report.Bench}: {Number(measured.PerSecond)} {report.Unit}, {windows}",
            $"  setting    {report.Setting}",
            $"  ceiling    {Number(report.Ceiling)} {report.Unit}: {report.CeilingText}",
            $"  ratio      {report.Ratio:0.000}",
            $"  network    {measured.InferenceShare:0.0%} of the time",
            $"  allocated  {measured.BytesPerItem:0.##} bytes per {report.Item}{product}",
            $"  processor  {measured.CpuShare:0%} of each thread's time{disturbed}",
        ];
        output.WriteLine(string.Join('\n', lines));
    }

    private static JsonObject Json(GamesReport report) => new()
    {
        ["bench"] = "games",
        ["figure"] = report.Chosen.SimulationsPerSecond,
        ["unit"] = "sims/s",
        ["games"] = report.Chosen.Games,
        ["algorithm"] = report.Chosen.Key.Algorithm,
        ["simulations"] = report.Chosen.Key.Simulations,
        ["threads"] = report.Chosen.Threads,
        ["machine"] = report.Chosen.Key.Machine.ToString(),
        ["remembered"] = report.Remembered,
        ["measured"] = JsonText.Array(report.Rates, rate => new()
        {
            ["games"] = rate.Games,
            ["figure"] = Math.Round(rate.PerSecond, 1),
            ["ratio"] = Math.Round(rate.PerSecond / report.Best, 4),
        }),
    };

    private static void WriteText(TextWriter output, GamesReport report)
    {
        output.WriteLine($"games: {Quantity.Of(report.Chosen.Games, "game")} at once, the fewest within 3 % of the fastest; "
            + $"medians of at least {GamesSearch.Windows} windows");
        output.WriteLine($"  setting  {report.Setting}");
        output.WriteLine($"  machine  {report.Chosen.Key.Machine}");
        TextTable.Write(output, [["", "games", "sims/s", "of best"], .. report.Rates.Select(rate => Row(report, rate))]);
        output.WriteLine($"remembered in {report.Remembered}; muzero train GAME --set self_play.games=0 uses it");
    }

    private static string[] Row(GamesReport report, GamesRate rate) =>
    [
        rate.Games == report.Chosen.Games ? "*" : "",
        rate.Games.ToString(CultureInfo.InvariantCulture),
        rate.PerSecond.ToString("#,##0", CultureInfo.InvariantCulture),
        (rate.PerSecond / report.Best).ToString("0.000", CultureInfo.InvariantCulture),
    ];

    private static double Rounded(double rate) => Math.Round(rate, rate < 100.0 ? 3 : 1);

    private static string Number(double number) => number.ToString(number < 1000.0 ? "0.0" : "#,##0", CultureInfo.InvariantCulture);
}
