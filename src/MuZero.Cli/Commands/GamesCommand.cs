using System.Text.Json.Nodes;
using MuZero.Agents;
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
            IGame[] all = [.. games.Names.Select(games.Load)];
            Action<TextWriter, IGame[]> write = parsed.GetValue(json) ? WriteJson : WriteText;
            write(terminal.Output, all);
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
        Command check = new(
            "check",
            "Plays random games, verifies every law of the contract and shows which algorithms can train the game; "
            + "ends with 1 if a law is broken or none can.")
        {
            game, count, seed, except, json,
        };
        check.SetAction(parsed =>
        {
            ConformanceOptions options = new();
            IGame checkedGame = Composition.Games().Load(parsed.GetRequiredValue(game));
            ConformanceReport report = GameConformance.Check(checkedGame, options with
            {
                Games = parsed.GetValue(count) ?? options.Games,
                Seed = parsed.GetValue(seed) ?? options.Seed,
                Except = parsed.GetValue(except) ?? [],
            });
            GameCheckView view = new(checkedGame.Spec, report, FamilyFit.Of(checkedGame));
            Action<TextWriter> write = parsed.GetValue(json) ? view.WriteJson : view.WriteText;
            write(terminal.Output);
            return (int)(view.Passed ? ExitCode.Ok : ExitCode.RunFailed);
        });
        return check;
    }

    private static void WriteText(TextWriter output, IGame[] games) => TextTable.Write(output,
    [
        ["NAME", "PLAYERS", "ACTIONS", "OBSERVATION", "MAX MOVES"],
        .. games.Select(game => game.Spec).Select(spec => new[]
        {
            spec.Id, Number(spec.Players), Number(spec.Actions), spec.Observation.ToString(), Number(spec.MaxLength),
        }),
    ]);

    private static void WriteJson(TextWriter output, IGame[] games)
    {
        JsonArray array = JsonText.Array(games, game => new()
        {
            ["name"] = game.Spec.Id,
            ["version"] = game.Spec.Version,
            ["players"] = game.Spec.Players,
            ["actions"] = game.Spec.Actions,
            ["observation"] = game.Spec.Observation.ToString(),
            ["max_length"] = game.Spec.MaxLength,
            ["families"] = new JsonArray([.. FamilyFit.Of(game).Where(fit => fit.Trains).Select(fit => JsonValue.Create(fit.Family))]),
        });
        JsonText.Write(output, array, indented: true);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
