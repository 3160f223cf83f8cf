using System.Text;
using MuZero.Errors;

namespace MuZero.Games.Go;

/// <summary>Positions as text.</summary>
internal static class GoText
{
    private const string Symbols = "XO"; // Black, White
    private const string Movers = "bw";
    private const char Empty = '.';

    /// <summary>The board with GTP's columns and rows.</summary>
    public static string Render(GoState state)
    {
        GoGrid grid = state.Grid;
        int margin = grid.Size > 9 ? 2 : 1;
        var text = new StringBuilder();
        for (int row = 0; row < grid.Size; row++)
        {
            text.Append($"{grid.Size - row}".PadLeft(margin));
            for (int column = 0; column < grid.Size; column++)
            {
                text.Append(' ').Append(Symbol(state, (row * grid.Size) + column));
            }

            text.Append('\n');
        }

        text.Append(' ', margin);
        for (int column = 0; column < grid.Size; column++)
        {
            text.Append(' ').Append(grid.Name(column)[0]);
        }

        return text.Append(state.AfterPass ? "\n(passed)" : "").ToString();
    }

    /// <summary>Rows from the top, separated by "/", then the player to move: ".X./.O./... b".</summary>
    public static string Write(GoState state)
    {
        int size = state.Grid.Size;
        IEnumerable<string> rows = Enumerable.Range(0, size)
            .Select(row => string.Concat(Enumerable.Range(row * size, size).Select(point => Symbol(state, point))));
        return $"{string.Join('/', rows)} {Movers[state.Next]}";
    }

    /// <summary>The position that a text of <see cref="Write"/>'s form describes.</summary>
    /// <exception cref="UserException">It is not a valid position.</exception>
    public static GoState Read(GoRules rules, string text)
    {
        int size = rules.Grid.Size;
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        bool hasMover = parts.Length == 2 && parts[1].Length == 1 && Movers.Contains(parts[1][0]);
        Require(hasMover, text, "it must be the rows, a space, and b or w for the player to move");
        string[] rows = parts[0].Split('/');
        Require(rows.Length == size, text, $"it has {rows.Length} rows; the board has {size}");
        sbyte[] owner = new sbyte[rules.Grid.Points];
        for (int row = 0; row < size; row++)
        {
            Require(rows[row].Length == size, text, $"row {row + 1} from the top has {rows[row].Length} points; the board has {size}");
            for (int column = 0; column < size; column++)
            {
                char symbol = rows[row][column];
                Require(symbol == Empty || Symbols.Contains(symbol), text, $"'{symbol}' is not '.', 'X' (Black) or 'O' (White)");
                owner[(row * size) + column] = (sbyte)Symbols.IndexOf(symbol);
            }
        }

        var state = new GoState(rules, owner, Movers.IndexOf(parts[1][0]));
        Require(state.Board.IsLegal(), text, "it has stones without a liberty");
        return state;
    }

    private static char Symbol(GoState state, int point)
        => state.Board.Owner(point) is int owner and not GoBoard.Empty ? Symbols[owner] : Empty;

    private static void Require(bool holds, string text, string otherwise)
    {
        if (!holds)
        {
            throw UserException.Usage($"'{text}' is not a valid Go position: {otherwise}. Write it like '.X./.O./... b' on 3x3.");
        }
    }
}
