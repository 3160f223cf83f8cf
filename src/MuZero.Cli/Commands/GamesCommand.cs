using System.Text.Json.Nodes;
using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Games.Conformance;

namespace MuZero.Cli.Commands;

/// <summary>muzero games: what can be played, and whether a game keeps the contract.</summary>
internal static class GamesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = Flag.Json();
        Command command = new("games", "Lists the built-in games.") { json, CreateCheck(terminal) };
        command.SetAction(parsed =>
        {
            GameCatalog games = Composition.Games();
            GameSpec[] specs = [.. games.Names.Select(name => games.Load(name).Spec)];
            Action<TextWriter, GameSpec[]> write = parsed.GetValue(json) ? WriteJson : WriteText;
            write(terminal.Output, specs);
        });
        return command;
    }

    private static Command CreateCheck(Terminal terminal)
    {
        Argument<string> game = new("NAME|PATH") { Description = "A game's name, or the path of its assembly." };
        Option<int?> count = Flag.Whole("--games", "Random games to play. Default 200, for at most 7 seconds.", 1, 1_000_000);
        Option<ulong?> seed = Flag.Seed("The seed of the random games.");
        Option<string[]> except = Flag.Many("--except", "LAW", "A law that this game breaks by intention.");
        Option<bool> json = Flag.Json();
        Command check = new("check", "Plays random games and verifies every law of the contract; ends with 1 where one is broken.") { game, count, seed, except, json };
        check.SetAction(parsed =>
        {
            ConformanceOptions options = new();
            ConformanceReport report = GameConformance.Check(Composition.Games().Load(parsed.GetRequiredValue(game)), options with
            {
                Games = parsed.GetValue(count) ?? options.Games,
                Seed = parsed.GetValue(seed) ?? options.Seed,
                Except = parsed.GetValue(except) ?? [],
            });
            Action<TextWriter, ConformanceReport> write = parsed.GetValue(json) ? WriteJson : WriteText;
            write(terminal.Output, report);
            return (int)(report.Passed ? ExitCode.Ok : ExitCode.RunFailed);
        });
        return check;
    }

    private static void WriteText(TextWriter output, GameSpec[] specs) => TextTable.Write(output,
    [
        ["NAME", "PLAYERS", "ACTIONS", "OBSERVATION", "LONGEST"],
        .. specs.Select(spec => new[] { spec.Id, Number(spec.Players), Number(spec.Actions), spec.Observation.ToString(), Number(spec.MaxLength) }),
    ]);

    private static void WriteJson(TextWriter output, GameSpec[] specs)
    {
        JsonArray games = JsonText.Array(specs, spec => new()
        {
            ["name"] = spec.Id,
            ["version"] = spec.Version,
            ["players"] = spec.Players,
            ["actions"] = spec.Actions,
            ["observation"] = spec.Observation.ToString(),
            ["max_length"] = spec.MaxLength,
        });
        JsonText.Write(output, games, indented: true);
    }

    private static void WriteText(TextWriter output, ConformanceReport report)
    {
        TextTable.Write(output,
        [
            .. report.Laws.Where(law => law.Outcome != LawOutcome.NotApplicable)
                .Select(law => new[] { Word(law.Outcome), law.Name, law.Message.Length > 0 ? law.Message : law.Statement }),
        ]);
        int broken = report.Laws.Count(law => !law.Passed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(broken == 0 ? "every law holds" : $"{broken} broken")} in {report.Games:N0} random games of {report.Moves:N0} moves"
            + $"{(broken == 0 ? $"; {report.MovesPerSecond:N0} moves/s, {report.BytesPerMove:0.#} bytes/move" : "")}"));
    }

    private static void WriteJson(TextWriter output, ConformanceReport report)
    {
        JsonObject result = new()
        {
            ["passed"] = report.Passed,
            ["games"] = report.Games,
            ["moves"] = report.Moves,
            ["moves_per_second"] = report.MovesPerSecond,
            ["bytes_per_move"] = report.BytesPerMove,
            ["laws"] = JsonText.Array(report.Laws, law => new() { ["name"] = law.Name, ["outcome"] = Word(law.Outcome), ["message"] = law.Message }),
        };
        JsonText.Write(output, result, indented: true);
    }

    private static string Word(LawOutcome outcome) => outcome switch
    {
        LawOutcome.Passed => "ok",
        LawOutcome.Failed => "BROKEN",
        LawOutcome.Excepted => "excepted",
        _ => "absent",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
