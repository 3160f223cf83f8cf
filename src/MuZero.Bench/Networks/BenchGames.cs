using MuZero.Bench.Boards;

namespace MuZero.Bench.Networks;

/// <summary>The games that a benchmark can name: those of the catalog, and boards of a game's shape that are played at random.</summary>
/// <param name="catalog">The built-in games and games in assemblies.</param>
public sealed class BenchGames(GameCatalog catalog)
{
    private static readonly Dictionary<string, Func<IGame>> _boards = new(StringComparer.Ordinal)
    {
        ["go9-shape"] = () => new RandomBoard("go9-shape", planes: 18, side: 9, pass: true),
        ["othello8-shape"] = () => new RandomBoard("othello8-shape", planes: 4, side: 8, pass: true),
    };

    /// <summary>The game with a name, or the board.</summary>
    /// <exception cref="UserException">No such game.</exception>
    public IGame Load(string name) => _boards.TryGetValue(name, out Func<IGame>? board) ? board() : catalog.Load(name);

    /// <summary>The game with a name; without a name, the game that a named network was published for.</summary>
    /// <exception cref="UserException">No such game, or neither names one.</exception>
    public IGame Load(string? name, string? network)
    {
        IReadOnlyDictionary<string, PublishedNetwork> published = MuZeroGeneralNetworks.All;
        return Load(name ?? published.GetValueOrDefault(network ?? "")?.Game
            ?? throw UserException.Usage(
                "Name a game, or a network that belongs to one with --network "
                + $"{string.Join(", ", published.Keys.SkipLast(1))} or {published.Keys.Last()}."));
    }
}
