using System.CommandLine;
using MuZero.Cli.Configuration;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Options;

namespace MuZero.Cli.Benchmarking;

/// <summary>The game and the network of a benchmark that plays or evaluates: a game of ours, or random moves on a board of another game's shape.</summary>
internal static class BenchGames
{
    private static readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal)
    {
        ["mzg-tictactoe"] = "tictactoe",
        ["mzg-connect4"] = "connectfour",
        ["mzg-cartpole"] = "cartpole",
    };

    private static readonly Dictionary<string, Func<IGame>> _boards = new(StringComparer.Ordinal)
    {
        ["go9"] = () => new RandomBoard("go9", planes: 18, side: 9, pass: true),
        ["othello8"] = () => new RandomBoard("othello8", planes: 4, side: 8, pass: true),
    };

    /// <summary>The game that is named or that the network's name implies, and the network's sizes: the game's preset if none are named.</summary>
    /// <exception cref="UserException">Neither is named.</exception>
    public static (IGame Game, NetworkOptions Network) Load(BenchFlags flags, ParseResult parsed)
    {
        IGame game = Named(flags, parsed);
        return (game, flags.Network(parsed) ?? Preset(game, Algorithm.MuZero, []).Network);
    }

    /// <summary>The game that is named or that the network's name implies.</summary>
    /// <exception cref="UserException">Neither is named, or there is no such game.</exception>
    public static IGame Named(BenchFlags flags, ParseResult parsed) => Find(flags.GameName(parsed) ?? _homes.GetValueOrDefault(flags.NetworkName(parsed) ?? "")
        ?? throw UserException.Usage("Name a game with --game, or a network that belongs to one with --network mzg-tictactoe, mzg-connect4 or mzg-cartpole."));

    /// <summary>The options of a run of the game: its preset under settings.</summary>
    public static RunOptions Preset(IGame game, Algorithm algorithm, IEnumerable<OptionEntry> settings)
    {
        ConfigLayer preset = game is RandomBoard
            ? new ConfigLayer("preset", OptionDocument.Parse("{\"network.blocks\": 1, \"search.simulations\": 50}", "bench"))
            : ConfigSource.Preset(game);
        return RunConfig.Resolve([preset, new ConfigLayer("flag", [new OptionEntry("algorithm", OptionForm.Words, algorithm.ToString(), "--run"), .. settings])]).Options;
    }

    /// <summary>The game of a name, or the board.</summary>
    /// <exception cref="UserException">No such game.</exception>
    public static IGame Find(string name) => _boards.TryGetValue(name, out Func<IGame>? board) ? board() : Composition.Games().Load(name);
}
