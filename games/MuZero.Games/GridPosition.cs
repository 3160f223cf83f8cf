using MuZero.Errors;

namespace MuZero.Games;

/// <summary>Positions of board games as text: the rows from the top, separated by '/', X for player 0, O for player 1 and '.' for a free
/// point; then a space and X or O for the player to move.</summary>
internal static class GridPosition
{
    /// <summary>The points row by row, a character each, and the player to move.</summary>
    /// <exception cref="UserException">The text does not have the form.</exception>
    public static (string Points, int ToPlay) Read(GameSpec spec, string text)
    {
        int size = spec.Observation.Height;
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] rows = parts.Length > 0 ? parts[0].Split('/') : [];
        if (rows.Length != size)
        {
            throw Invalid(spec, $"it has {rows.Length} rows");
        }

        for (int row = 0; row < size; row++)
        {
            if (rows[row].Length != size || rows[row].AsSpan().ContainsAnyExcept("XO."))
            {
                throw Invalid(spec, $"row {row + 1} from the top is not {size} characters X, O or '.'");
            }
        }

        return parts.Length == 2 && parts[1] is "X" or "O"
            ? (string.Concat(rows), parts[1] == "X" ? 0 : 1)
            : throw Invalid(spec, "the player to move is not X or O");
    }

    /// <summary>The text of a position.</summary>
    /// <param name="spec">The game's specification.</param>
    /// <param name="symbol">X, O or '.' of a point, counted row by row.</param>
    /// <param name="toPlay">The player to move; at the end of the game the one who would be.</param>
    public static string Write(GameSpec spec, Func<int, char> symbol, int toPlay)
    {
        int size = spec.Observation.Height;
        IEnumerable<string> rows = Enumerable.Range(0, size)
            .Select(row => string.Concat(Enumerable.Range(row * size, size).Select(symbol)));
        return $"{string.Join('/', rows)} {"XO"[toPlay]}";
    }

    /// <summary>The error for a text that is not a position.</summary>
    /// <param name="spec">The game's specification.</param>
    /// <param name="why">The reason, as a clause.</param>
    public static UserException Invalid(GameSpec spec, string why)
    {
        int size = spec.Observation.Height;
        return UserException.Usage(
            $"The text is not a valid position of {spec.Id}: {why}. Write {size} rows of {size} characters X, O or '.', from the top, "
            + "with '/' between them, then a space and the player to move, X or O.");
    }

    /// <summary>Throws unless the numbers of stones are those of players who put one in turn.</summary>
    /// <exception cref="UserException">They are not.</exception>
    public static void RequireTurns(GameSpec spec, string points, int toPlay)
    {
        int first = points.Count(symbol => symbol == 'X');
        int second = points.Count(symbol => symbol == 'O');
        if (first != second + toPlay)
        {
            throw Invalid(spec, $"X has {first} and O {second} stones, and {"XO"[toPlay]} is to move");
        }
    }
}
