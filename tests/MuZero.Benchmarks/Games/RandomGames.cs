using System.Diagnostics;
using System.Globalization;
using MuZero.Games;
using MuZero.Games.Conformance;
using MuZero.Games.TicTacToe;
using MuZero.Numerics;

namespace MuZero.Benchmarks.Games;

/// <summary>A million random games of each built-in game under the laws of the conformance kit.</summary>
/// <remarks>Laws that play, copy or read states of their own or compare whole observations look at one game in <see cref="CostlyEvery"/>,
/// 4,000 games: with them in every game a million would take days; the other games observe one position in eight. Each core checks a share
/// with a seed of its own. A row of a Markdown table per game: the games and moves played, the moves a second of the game alone as
/// <c>muzero games check</c> measures them, and the laws that were broken.</remarks>
internal static class RandomGames
{
    private const int Games = 1_000_000;
    private const int CostlyEvery = 251; // no multiple of 4: every fourth game avoids its end

    /// <summary>Plays games and prints their rows.</summary>
    /// <param name="arguments">A time limit per game in seconds, unlimited if it is left out; then ids of games, all if there are
    /// none.</param>
    /// <returns>True if no law was broken.</returns>
    public static bool Run(string[] arguments)
    {
        bool isLimited = arguments.Length > 0 && int.TryParse(arguments[0], CultureInfo.InvariantCulture, out _);
        TimeSpan limit = isLimited ? TimeSpan.FromSeconds(int.Parse(arguments[0], CultureInfo.InvariantCulture)) : TimeSpan.MaxValue;
        GameCatalog catalog = new([typeof(TicTacToeGame).Assembly]);
        string[] names = arguments[(isLimited ? 1 : 0)..];
        Console.WriteLine("| game | random games | moves | moves/s | broken laws | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|");
        bool passed = true;
        foreach (string name in names.Length > 0 ? names : catalog.Names)
        {
            passed &= Check(catalog, name, limit);
        }

        return passed;
    }

    private static bool Check(GameCatalog catalog, string name, TimeSpan limit)
    {
        // Alone, because the games beside it would slow it down.
        ConformanceReport speed = GameConformance.Check(catalog.Load(name), new ConformanceOptions { Games = 10 });
        var clock = Stopwatch.StartNew();
        int cores = Environment.ProcessorCount;
        ConformanceReport[] reports = new ConformanceReport[cores];
        Parallel.For(0, cores, core => reports[core] = GameConformance.Check(catalog.Load(name), new ConformanceOptions
        {
            Seed = RandomStream.Derive(1, (ulong)core),
            Games = (Games / cores) + (core < Games % cores ? 1 : 0),
            TimeLimit = limit,
            CostlyEvery = CostlyEvery,
        }));
        IEnumerable<LawResult> laws = reports.SelectMany(report => report.Laws);
        string[] broken = [.. laws.Where(law => !law.Passed).Select(law => $"{law.Name}: {law.Message}").Distinct()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {reports.Sum(report => report.Games):N0} | {reports.Sum(report => report.Moves):N0} | {speed.MovesPerSecond:N0} | "
            + $"{(broken.Length == 0 ? "none" : string.Join("; ", broken))} | {clock.Elapsed.TotalSeconds:F0} |"));
        return broken.Length == 0;
    }
}
