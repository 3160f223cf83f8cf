using System.Text;

namespace MuZero.Games.Tests.Go;

/// <summary>The rules of Go a second time, slow and by the book: boards are strings, groups are flood fills, and every position is
/// remembered.</summary>
internal sealed class NaiveGo
{
    private const char Empty = '.';

    private readonly int _size;
    private readonly HashSet<string> _seen = [];

    public NaiveGo(int size)
    {
        _size = size;
        Board = new string(Empty, size * size);
        _seen.Add(Board);
    }

    private NaiveGo(NaiveGo other)
    {
        _size = other._size;
        _seen = [.. other._seen];
        (Board, Turn) = (other.Board, other.Turn);
    }

    /// <summary>Row by row from the top; X is Black.</summary>
    public string Board { get; private set; }

    public int Turn { get; private set; }

    public int Pass => _size * _size;

    public NaiveGo Copy() => new(this);

    public int[] Legal() => [.. Enumerable.Range(0, Pass).Where(point => After(point) is { } board && !_seen.Contains(board)), Pass];

    public void Play(int action)
    {
        if (action != Pass)
        {
            Board = After(action)!;
            _seen.Add(Board);
        }

        Turn = 1 - Turn;
    }

    public int Score()
    {
        int score = 0;
        for (int point = 0; point < Board.Length; point++)
        {
            bool black = Board[point] == 'X' || (Board[point] == Empty && Touches(point, 'X') && !Touches(point, 'O'));
            bool white = Board[point] == 'O' || (Board[point] == Empty && Touches(point, 'O') && !Touches(point, 'X'));
            score += (black ? 1 : 0) - (white ? 1 : 0);
        }

        return score;
    }

    public static bool IsLegal(string board, int size)
        => Enumerable.Range(0, board.Length).All(point => board[point] == Empty || HasLiberty(board, Group(board, size, point), size));

    // Null if the point is taken or the move would be suicide.
    private string? After(int point)
    {
        if (Board[point] != Empty)
        {
            return null;
        }

        char mine = "XO"[Turn];
        char theirs = "OX"[Turn];
        string board = With(Board, [point], mine);
        foreach (int neighbour in Neighbours(point, _size).Where(neighbour => Board[neighbour] == theirs))
        {
            HashSet<int> group = Group(board, _size, neighbour);
            board = board[neighbour] == theirs && !HasLiberty(board, group, _size) ? With(board, group, Empty) : board;
        }

        return HasLiberty(board, Group(board, _size, point), _size) ? board : null;
    }

    private bool Touches(int point, char colour)
        => Group(Board, _size, point).Any(empty => Neighbours(empty, _size).Any(neighbour => Board[neighbour] == colour));

    private static bool HasLiberty(string board, HashSet<int> group, int size)
        => group.Any(stone => Neighbours(stone, size).Any(neighbour => board[neighbour] == Empty));

    private static HashSet<int> Group(string board, int size, int first)
    {
        HashSet<int> group = [first];
        Queue<int> open = new([first]);
        while (open.TryDequeue(out int point))
        {
            foreach (int neighbour in Neighbours(point, size).Where(neighbour => board[neighbour] == board[first] && group.Add(neighbour)))
            {
                open.Enqueue(neighbour);
            }
        }

        return group;
    }

    private static IEnumerable<int> Neighbours(int point, int size)
    {
        (int row, int column) = Math.DivRem(point, size);
        (int, int)[] around = [(row - 1, column), (row, column - 1), (row, column + 1), (row + 1, column)];
        return around
            .Where(at => at.Item1 >= 0 && at.Item2 >= 0 && at.Item1 < size && at.Item2 < size)
            .Select(at => (at.Item1 * size) + at.Item2);
    }

    private static string With(string board, IEnumerable<int> points, char symbol)
    {
        var text = new StringBuilder(board);
        foreach (int point in points)
        {
            text[point] = symbol;
        }

        return text.ToString();
    }
}
