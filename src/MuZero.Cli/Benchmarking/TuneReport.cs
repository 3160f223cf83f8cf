using System.Globalization;
using MuZero.Cli.Calibration;
using MuZero.Cli.Views;

namespace MuZero.Cli.Benchmarking;

/// <summary>The measurements and the choice of muzero bench tune.</summary>
/// <param name="Chosen">The stored result.</param>
/// <param name="Rates">All that it measured.</param>
/// <param name="Remembered">The memory's file.</param>
/// <param name="Setting">What was run, in words.</param>
internal sealed record TuneReport(TuningResult Chosen, IReadOnlyList<GamesRate> Rates, string Remembered, string Setting)
{
    private double Best => Rates.Max(rate => rate.PerSecond);

    public void WriteJson(TextWriter output) => JsonText.Write(output, indented: false, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("bench", "tune");
        writer.WriteNumber("figure", Chosen.SimulationsPerSecond);
        writer.WriteString("unit", "sims/s");
        writer.WriteNumber("games", Chosen.Games);
        writer.WriteString("algorithm", Chosen.Key.Algorithm);
        writer.WriteNumber("simulations", Chosen.Key.Simulations);
        writer.WriteNumber("threads", Chosen.Threads);
        writer.WriteString("machine", Chosen.Key.Machine.ToString());
        writer.WriteString("remembered", Remembered);
        writer.WriteStartArray("measured");
        foreach (GamesRate rate in Rates)
        {
            writer.WriteStartObject();
            writer.WriteNumber("games", rate.Games);
            writer.WriteNumber("figure", Math.Round(rate.PerSecond, 1));
            writer.WriteNumber("ratio", Math.Round(rate.PerSecond / Best, 4));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public void WriteText(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tune: {Chosen.Games} games at once, the fewest within 3 % of the fastest; medians of at least {GamesClimb.Windows} windows"));
        output.WriteLine($"  setting  {Setting}");
        output.WriteLine($"  machine  {Chosen.Key.Machine}");
        TextTable.Write(output, [["", "games", "sims/s", "of best"], .. Rates.Select(Row)]);
        output.WriteLine($"remembered in {Remembered}; muzero train GAME --set self_play.games=0 uses it");
    }

    private string[] Row(GamesRate rate) =>
    [
        rate.Games == Chosen.Games ? "*" : "",
        rate.Games.ToString(CultureInfo.InvariantCulture),
        rate.PerSecond.ToString("#,##0", CultureInfo.InvariantCulture),
        (rate.PerSecond / Best).ToString("0.000", CultureInfo.InvariantCulture),
    ];
}
