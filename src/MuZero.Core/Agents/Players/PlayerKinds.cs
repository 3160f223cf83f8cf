using System.Globalization;
using MuZero.Engines;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Learning.Cpu;

namespace MuZero.Agents.Players;

/// <summary>Turns texts into players: a name of <see cref="All"/>, the directory of a run or of a checkpoint, PATH@SIMULATIONS, or
/// PATH@levelN for a level of <c>muzero play</c>; a saved agent's text may end in options, PATH,search.c1=2.</summary>
public static class PlayerKinds
{
    private const int MostDepth = 100;
    private const int MostRollouts = 10_000_000;

    /// <summary>Every kind that has a name. A new kind is one line here.</summary>
    public static IReadOnlyList<PlayerKind> All { get; } =
    [
        new("random", "random", "uniformly random legal moves",
            (argument, setting) => Plain("random", argument, new RandomPlayer(setting.Game.Spec))),
        new("greedy", "greedy", "the largest immediate reward, looking one reply ahead",
            (argument, setting) => Plain("greedy", argument, new GreedyPlayer(setting.Game.Spec))),
        new("minimax", "minimax:DEPTH", "alpha-beta search to a fixed depth",
            (argument, setting) => new MinimaxPlayer(setting.Game, Number("minimax", argument, 0, MostDepth))),
        new("mcts", "mcts:ROLLOUTS", "Monte Carlo tree search with random rollouts",
            (argument, setting) => new MctsPlayer(setting.Game.Spec, Number("mcts", argument, setting.Simulations, MostRollouts)))
        { TakesSimulations = true },
        new("baseline", "baseline", "the game's own rule of thumb", (argument, setting) => Plain("baseline", argument,
            new BaselinePlayer(setting.Game as IBaseline ?? throw Lacks(setting.Game, "baseline")))),
        new("solver", "solver", "the game's perfect play", (argument, setting) => Plain("solver", argument,
            new SolverPlayer(setting.Game.Spec, SolverOf(setting.Game)))),
        new("gtp", "gtp:COMMAND", "an engine of another program, over GTP",
            (argument, setting) => new EnginePlayer(setting.Game, EngineSettings.Parse($"gtp:{argument}"))),
        new("uci", "uci:COMMAND", "an engine of another program, over UCI",
            (argument, setting) => new EnginePlayer(setting.Game, EngineSettings.Parse($"uci:{argument}"))),
    ];

    /// <summary>The texts as help shows them: "random, greedy, minimax:DEPTH, ...".</summary>
    public static string Forms => string.Join(", ", All.Select(kind => kind.Form));

    /// <summary>The opponent of evaluations that name none: the game's baseline, or random play.</summary>
    public static string DefaultOf(IGame game) => game is IBaseline ? "baseline" : "random";

    /// <summary>Makes the player of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="setting">The game, and all that players need.</param>
    /// <exception cref="UserException">There is no such player, or the game does not allow it; the nearest name is suggested.</exception>
    /// <exception cref="CorruptDataException">The run has no whole checkpoint.</exception>
    /// <exception cref="IncompatibleException">The run was trained on another game or version.</exception>
    public static NamedPlayer Create(string text, PlayerSetting setting)
    {
        if (Find(text) is { } kind)
        {
            string argument = text.Length > kind.Name.Length ? text[(kind.Name.Length + 1)..] : "";
            return new NamedPlayer(text, kind.Create(argument, setting), kind.TakesSimulations && argument.Length == 0);
        }

        SavedAgentText saved = SavedAgentText.Parse(text);
        return !Directory.Exists(saved.Path) ? throw Unknown(text)
            : saved.Level > 0 ? Leveled(saved, setting)
            : Saved(saved, setting);
    }

    /// <summary>Throws unless a text names a player of a game; a saved agent is read, and any other player is made once.</summary>
    /// <exception cref="UserException">As of <see cref="Create"/>.</exception>
    public static void Require(string text, IGame game)
    {
        if (SavedPath(text) is { } path)
        {
            _ = SavedAgentText.Parse(text).Apply(SavedAgent.Open(path, game));
            return;
        }

        Create(text, new PlayerSetting { Game = game, Networks = new CpuBackend() }).Dispose();
    }

    /// <summary>The directory of a saved agent that a text names, or null if the text names another kind of player.</summary>
    public static string? SavedPath(string text)
        => Find(text) is null && SavedAgentText.Parse(text).Path is var path && Directory.Exists(path) ? path : null;

    private static NamedPlayer Saved(SavedAgentText text, PlayerSetting setting)
    {
        SavedAgent saved = text.Apply(SavedAgent.Open(text.Path, setting.Game, setting.Report));
        int used = text.Simulations > 0 ? text.Simulations : setting.Simulations;
        IPlayer player = saved.Options.Position.ReuseTree
            ? saved.CreateGamePlayer(setting.Networks, used)
            : saved.CreatePlayer(setting.Networks, used, EpisodeRunner.SideBySide, setting.Threads);
        return new NamedPlayer(text.Name(saved.Source), player, IsScaled: text.Simulations == 0) { Step = saved.Weights.Step };
    }

    private static NamedPlayer Leveled(SavedAgentText text, PlayerSetting setting)
    {
        SavedAgent saved = text.Apply(SavedAgent.Open(text.Path, setting.Game, setting.Report));
        if (setting.Game.Spec.ActionBox is not null)
        {
            throw UserException.Usage($"A level draws among actions by number, and {setting.Game.Spec.Id} has continuous actions. Leave "
                + "the level out.");
        }

        int usual = setting.Simulations > 0 ? setting.Simulations : saved.Simulations;
        int used = PlayLevel.Of(text.Level).Simulations(usual);
        AgentPlayer player = saved.CreatePlayer(setting.Networks, used, EpisodeRunner.SideBySide, setting.Threads);
        return new NamedPlayer(text.Name(saved.Source), new LevelPlayer(setting.Game.Spec, player, text.Level), IsScaled: false)
        {
            Step = saved.Weights.Step,
        };
    }

    private static PlayerKind? Find(string text)
        => All.FirstOrDefault(kind => string.Equals(kind.Name, text.Split(':', 2)[0], StringComparison.OrdinalIgnoreCase));

    private static IPlayer Plain(string name, string argument, IPlayer player) => argument.Length == 0
        ? player
        : throw UserException.Usage($"The opponent '{name}:{argument}' is not valid: {name} takes no argument. Write {name}.");

    private static int Number(string name, string argument, int otherwise, int most)
    {
        if (argument.Length == 0 && otherwise > 0)
        {
            return otherwise;
        }

        return int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw UserException.Usage(string.Create(CultureInfo.InvariantCulture,
                $"The opponent '{name}{(argument.Length > 0 ? ":" : "")}{argument}' is not valid: it needs a whole number from 1 to "
                    + $"{most}, such as {name}:{Math.Min(most, 5)}."));
    }

    // A solver has one value per position.
    private static ISolver SolverOf(IGame game) => game.Spec.Players <= 2 && game is ISolver solver ? solver : throw Lacks(game, "solver");

    private static UserException Lacks(IGame game, string part)
        => UserException.Usage($"{game.Spec.Id} has no {part}. Use random or mcts:1000.");

    private static UserException Unknown(string text) => UserException.Usage(
        $"There is no opponent '{text}'.{NearestName.Suggest(text.Split(':', 2)[0], All.Select(kind => kind.Name))} "
        + $"Opponents: {Forms}, or the directory of a run or of one checkpoint, also as PATH@SIMULATIONS or PATH@levelN, with options as "
            + "PATH,search.c1=2.");
}
