using System.Numerics;
using System.Runtime.CompilerServices;

namespace MuZero.Games.Othello;

/// <summary>A board's geometry and the moves on it. A set of points is a word: row r, column c is bit 8 r + c on boards of every
/// size.</summary>
internal sealed class OthelloBoard
{
    private const int Stride = 8;

    // A disc at the edge cannot be enclosed across it. Without those discs no rotation carries from one side to the other.
    private readonly ulong _innerRows;
    private readonly ulong _innerColumns;

    public OthelloBoard(int size)
    {
        Size = size;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                ulong point = Bit(row, column);
                All |= point;
                _innerRows |= row > 0 && row < size - 1 ? point : 0;
                _innerColumns |= column > 0 && column < size - 1 ? point : 0;
            }
        }

        Corners = Bit(0, 0) | Bit(0, size - 1) | Bit(size - 1, 0) | Bit(size - 1, size - 1);
        int middle = size / 2;
        FirstBlack = Bit(middle - 1, middle) | Bit(middle, middle - 1);
        FirstWhite = Bit(middle - 1, middle - 1) | Bit(middle, middle);
    }

    public int Size { get; }

    public int Points => Size * Size;

    /// <summary>The action that places no disc.</summary>
    public int Pass => Points;

    public ulong All { get; }

    public ulong Corners { get; }

    /// <summary>Discs of player 0 at the start.</summary>
    public ulong FirstBlack { get; }

    /// <summary>Discs of player 1 at the start.</summary>
    public ulong FirstWhite { get; }

    /// <summary>The bit of a point that is counted row by row.</summary>
    public ulong BitOf(int point) => Bit(point / Size, point % Size);

    /// <summary>The point, counted row by row, of a bit's index.</summary>
    public int PointOf(int index) => (index / Stride * Size) + (index % Stride);

    /// <summary>The points on which a disc flips at least one other.</summary>
    public ulong Moves(ulong mine, ulong theirs)
    {
        ulong columns = theirs & _innerColumns;
        ulong rows = theirs & _innerRows;
        ulong both = columns & rows;
        ulong ends = End(mine, columns, 1) | End(mine, columns, -1)
            | End(mine, rows, Stride) | End(mine, rows, -Stride)
            | End(mine, both, Stride + 1) | End(mine, both, -Stride - 1)
            | End(mine, both, Stride - 1) | End(mine, both, 1 - Stride);
        return ends & All & ~(mine | theirs);
    }

    /// <summary>The other player's discs that a disc on a point would flip.</summary>
    /// <param name="point">One bit.</param>
    /// <param name="mine">Discs of the player who places it.</param>
    /// <param name="theirs">Discs of the other player.</param>
    public ulong Flips(ulong point, ulong mine, ulong theirs)
    {
        ulong columns = theirs & _innerColumns;
        ulong rows = theirs & _innerRows;
        ulong both = columns & rows;
        return Enclosed(point, mine, columns, 1) | Enclosed(point, mine, columns, -1)
            | Enclosed(point, mine, rows, Stride) | Enclosed(point, mine, rows, -Stride)
            | Enclosed(point, mine, both, Stride + 1) | Enclosed(point, mine, both, -Stride - 1)
            | Enclosed(point, mine, both, Stride - 1) | Enclosed(point, mine, both, 1 - Stride);
    }

    private static ulong Bit(int row, int column) => 1UL << ((row * Stride) + column);

    // The points after the runs that begin beside one of the player's discs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong End(ulong mine, ulong theirs, int step) => BitOperations.RotateLeft(Run(mine, theirs, step), step);

    // The run beside a point, if one of the player's discs is at its other end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Enclosed(ulong point, ulong mine, ulong theirs, int step)
    {
        ulong run = Run(point, theirs, step);
        return (BitOperations.RotateLeft(run, step) & mine) != 0 ? run : 0;
    }

    // The unbroken runs of discs that begin beside a point of a set, 1 + 1 + 2 + 2 discs long: at most six fit between two others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Run(ulong from, ulong discs, int step)
    {
        ulong run = discs & BitOperations.RotateLeft(from, step);
        run |= discs & BitOperations.RotateLeft(run, step);
        ulong pairs = discs & BitOperations.RotateLeft(discs, step);
        run |= pairs & BitOperations.RotateLeft(run, 2 * step);
        run |= pairs & BitOperations.RotateLeft(run, 2 * step);
        return run;
    }
}
