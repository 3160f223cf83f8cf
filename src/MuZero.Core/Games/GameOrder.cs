namespace MuZero.Games;

/// <summary>The order of lists of games: by name, then by the number at the name's end, so that go9 comes before go13.</summary>
internal static class GameOrder
{
    public static IEnumerable<T> Sort<T>(IEnumerable<T> games, Func<T, string> id) => games
        .OrderBy(game => id(game).TrimEnd("0123456789".ToCharArray()), StringComparer.Ordinal)
        .ThenBy(game => id(game).Length)
        .ThenBy(id, StringComparer.Ordinal);
}
