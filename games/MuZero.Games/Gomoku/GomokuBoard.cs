namespace MuZero.Games.Gomoku;

/// <summary>Stones as bits, and the lines through a point. Point p, counted row by row, is bit p % 64 of word p / 64.</summary>
/// <param name="size">Rows and columns.</param>
/// <param name="exactlyFive">True if more than five in a line do not win.</param>
internal sealed class GomokuBoard(int size, bool exactlyFive)
{
    public const int Five = 5;

    private static readonly (int Down, int Right)[] _lines = [(0, 1), (1, 0), (1, 1), (1, -1)];

    public int Size { get; } = size;

    public int Points { get; } = size * size;

    public int Words { get; } = ((size * size) + 63) / 64;

    public static ReadOnlySpan<(int Down, int Right)> Lines => _lines;

    /// <summary>True if a set has a stone at a point.</summary>
    public static bool Has(ReadOnlySpan<ulong> stones, int point) => ((stones[point >> 6] >> point) & 1) != 0;

    /// <summary>True if a row and column are on the board.</summary>
    public bool Contains(int row, int column) => (uint)row < (uint)Size && (uint)column < (uint)Size;

    /// <summary>True if a stone at a point completes a line that wins.</summary>
    /// <param name="stones">The player's stones; the one at the point counts whether it is there or not.</param>
    /// <param name="point">The point.</param>
    public bool Completes(ReadOnlySpan<ulong> stones, int point)
    {
        foreach ((int down, int right) in _lines)
        {
            int length = 1 + Run(stones, point, down, right) + Run(stones, point, -down, -right);
            if (exactlyFive ? length == Five : length >= Five)
            {
                return true;
            }
        }

        return false;
    }

    // Stones in a row that begin beside a point.
    private int Run(ReadOnlySpan<ulong> stones, int point, int down, int right)
    {
        int row = (point / Size) + down;
        int column = (point % Size) + right;
        int length = 0;
        while (Contains(row, column) && Has(stones, (row * Size) + column))
        {
            length++;
            row += down;
            column += right;
        }

        return length;
    }
}
