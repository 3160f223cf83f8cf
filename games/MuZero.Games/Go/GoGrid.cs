using MuZero.Numerics;

namespace MuZero.Games.Go;

/// <summary>The points of a board, counted row by row from the top left, and what never changes about them.</summary>
internal sealed class GoGrid
{
    private const string Columns = "ABCDEFGHJKLMNOPQRST"; // GTP leaves out I
    private const ulong KeySeed = 19;

    private readonly short[][] _neighbours;
    private readonly short[][] _diagonals;
    private readonly string[] _names;
    private readonly ulong[] _keys; // [player, point]

    public GoGrid(int size)
    {
        Size = size;
        Points = size * size;
        _neighbours = [.. Enumerable.Range(0, Points).Select(point => Around(point, (-1, 0), (0, -1), (0, 1), (1, 0)))];
        _diagonals = [.. Enumerable.Range(0, Points).Select(point => Around(point, (-1, -1), (-1, 1), (1, -1), (1, 1)))];
        _names = [.. Enumerable.Range(0, Points).Select(point => $"{Columns[point % size]}{size - (point / size)}"), "pass"];
        CentreFirst = [.. Enumerable.Range(0, Points).OrderBy(FromCentre)];
        var random = new RandomStream(KeySeed);
        _keys = [.. Enumerable.Range(0, 2 * Points).Select(_ => random.NextBits())];
    }

    public int Size { get; }

    public int Points { get; }

    /// <summary>The action after those of the points.</summary>
    public int Pass => Points;

    /// <summary>All points, those next to the centre first.</summary>
    public IReadOnlyList<int> CentreFirst { get; }

    public short[] Neighbours(int point) => _neighbours[point];

    public short[] Diagonals(int point) => _diagonals[point];

    /// <summary>The action's name in GTP, such as "D4" or "pass".</summary>
    public string Name(int action) => _names[action];

    /// <summary>The stone's part of a position's hash: a position has the exclusive or of its stones' keys (Zobrist).</summary>
    public ulong Key(int player, int point) => _keys[(player * Points) + point];

    private short[] Around(int point, params ReadOnlySpan<(int Down, int Right)> steps)
    {
        List<short> around = [];
        foreach ((int down, int right) in steps)
        {
            int row = (point / Size) + down;
            int column = (point % Size) + right;
            if ((uint)row < (uint)Size && (uint)column < (uint)Size)
            {
                around.Add((short)((row * Size) + column));
            }
        }

        return [.. around];
    }

    // Four times the squared distance, a whole number for even boards too.
    private int FromCentre(int point)
    {
        int down = (2 * (point / Size)) - (Size - 1);
        int right = (2 * (point % Size)) - (Size - 1);
        return (down * down) + (right * right);
    }
}
