namespace MuZero.Games.Amazons;

/// <summary>The squares of a board, the lines through them, and the numbers of moves.</summary>
/// <remarks>A move is three squares: from, to and the arrow's, the last two on a queen's line of the one before. Its number counts the
/// squares to, then from, then the arrow's, so that only triples on queen's lines have one.</remarks>
internal sealed class AmazonsBoard
{
    private readonly int[][] _lines; // [squares] squares on a queen's lines, ascending
    private readonly int[] _offsets; // [squares + 1] first move to a square
    private readonly int[][][] _rays; // [squares][8] squares in a direction, the nearest first

    public AmazonsBoard(int size)
    {
        (Size, Squares) = (size, size * size);
        _rays = [.. Enumerable.Range(0, Squares).Select(Rays)];
        _lines = [.. _rays.Select(rays => rays.SelectMany(ray => ray).Order().ToArray())];
        _offsets = new int[Squares + 1];
        for (int square = 0; square < Squares; square++)
        {
            _offsets[square + 1] = _offsets[square] + (_lines[square].Length * _lines[square].Length);
        }
    }

    public int Size { get; }

    public int Squares { get; }

    /// <summary>Moves that have a number.</summary>
    public int Actions => _offsets[^1];

    /// <summary>The squares of a direction, the nearest first.</summary>
    public int[][] RaysOf(int square) => _rays[square];

    /// <summary>The first squares of a player's amazons: the outer ones a third up the edges, the inner ones a third along.</summary>
    public int[] FirstAmazons(int player)
    {
        int third = (Size - 1) / 3, top = Size - 1;
        (int Row, int Column)[] first = [(third, 0), (0, third), (0, top - third), (third, top)];
        return [.. first.Select(place => Square(player == 0 ? top - place.Row : place.Row, place.Column))];
    }

    /// <summary>The number of a move.</summary>
    public int Number(int from, int to, int arrow)
    {
        int[] line = _lines[to];
        return _offsets[to] + (Array.BinarySearch(line, from) * line.Length) + Array.BinarySearch(line, arrow);
    }

    /// <summary>The squares of a move.</summary>
    public (int From, int To, int Arrow) Move(int action)
    {
        int place = Array.BinarySearch(_offsets, action), to = place >= 0 ? place : ~place - 1;
        int[] line = _lines[to];
        (int from, int arrow) = Math.DivRem(action - _offsets[to], line.Length);
        return (line[from], to, line[arrow]);
    }

    /// <summary>A square as people write it, such as a1 for the lower left one.</summary>
    public string Name(int square) => $"{(char)('a' + (square % Size))}{Size - (square / Size)}";

    private int Square(int row, int column) => (row * Size) + column;

    private int[][] Rays(int square)
    {
        List<int[]> rays = [];
        for (int direction = 0; direction < 9; direction++)
        {
            (int down, int right) = ((direction / 3) - 1, (direction % 3) - 1);
            if (direction != 4)
            {
                rays.Add([.. Ray(square / Size, square % Size, down, right)]);
            }
        }

        return [.. rays];
    }

    private IEnumerable<int> Ray(int row, int column, int down, int right)
    {
        for (row += down, column += right; row >= 0 && row < Size && column >= 0 && column < Size; row += down, column += right)
        {
            yield return Square(row, column);
        }
    }
}
