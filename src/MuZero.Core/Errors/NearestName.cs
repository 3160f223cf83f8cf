namespace MuZero.Errors;

/// <summary>Suggestions for mistyped names: the nearest known one by Damerau and Levenshtein's distance (optimal string alignment), case
/// ignored.</summary>
internal static class NearestName
{
    /// <summary>The known name nearest to <paramref name="typed"/>, or null if none is near: more than a third of the letters wrong, and
    /// more than one. A known name that begins with what was typed is near too.</summary>
    public static string? Find(string typed, IEnumerable<string> known)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in known)
        {
            int distance = Distance(typed, name);
            bool near = distance <= Math.Max(1, Math.Max(typed.Length, name.Length) / 3)
                || (typed.Length >= 3 && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
            if (near && distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>A phrase to put behind an error: " Did you mean 'x'?", or nothing if no known name is near.</summary>
    public static string Suggest(string typed, IEnumerable<string> known)
        => Find(typed, known) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>The fewest insertions, deletions, substitutions and exchanges of neighbours that turn one word into the other.</summary>
    public static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Cheapest(cost, from, to, i, j);
            }
        }

        return cost[from.Length, to.Length];
    }

    private static int Cheapest(int[,] cost, string from, string to, int i, int j)
    {
        int substitution = Same(from[i - 1], to[j - 1]) ? 0 : 1;
        int least = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + substitution);
        bool exchanged = i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]);
        return exchanged ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
