using System.CommandLine;
using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Networks;

namespace MuZero.Cli.Benchmarking;

/// <summary>The game and the network of a benchmark that plays or evaluates: a game of ours, or a board with another game's shape.</summary>
internal static class BenchGames
{
    private static readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal)
    {
        ["mzg-tictactoe"] = "tictactoe",
        ["mzg-connect4"] = "connect4",
        ["mzg-cartpole"] = "cartpole",
    };

    /// <summary>The game that is named or that the network's name stands for, and the network's sizes; the game's preset where none are named.</summary>
    /// <exception cref="UserException">Neither is named.</exception>
    public static IGame Load(BenchFlags flags, ParseResult parsed, out NetworkOptions network)
    {
        string? name = flags.GameName(parsed);
        string? shape = flags.NetworkName(parsed);
        string game = name ?? (shape is not null && _homes.TryGetValue(shape, out string? home) ? home
            : throw UserException.Usage("Name a game with --game, or a network that belongs to one with --network mzg-tictactoe, mzg-connect4 or mzg-cartpole."));
        IGame loaded = BoardOfRandomMoves.All.TryGetValue(game, out Func<IGame>? create) ? create() : Composition.Games().Load(game);
        network = flags.Network(parsed) ?? (loaded as IPreset is { } preset ? Preset(preset) : new NetworkOptions { Blocks = 1 });
        return loaded;
    }
}
