using System.Numerics;

namespace MuZero.Games.ConnectFour;

/// <summary>A position as the solver sees it: the stones of the player to move, and those of both players.</summary>
/// <remarks>Seven bits a column from the bottom, as in <see cref="ConnectFourState"/>.</remarks>
/// <param name="Mine">The stones of the player to move.</param>
/// <param name="Taken">All stones.</param>
/// <param name="Ply">Their number.</param>
internal readonly record struct ConnectFourBoard(ulong Mine, ulong Taken, int Ply)
{
    /// <summary>The number of points.</summary>
    public const int Points = 42;

    private const int ColumnBits = 7;
    private const ulong FirstColumn = 0b111111;
    private const ulong Bottom = 0x40810204081;
    private const ulong Board = Bottom * FirstColumn;

    // The lowest free point of every column.
    private ulong Open => (Taken + Bottom) & Board;

    /// <summary>Different for every position, above 0 and below 2^49 (Pons, "Solving Connect 4").</summary>
    public ulong Key => Mine + Taken + Bottom;

    /// <summary>True if the player to move completes four in a row.</summary>
    public bool CanWin => (Completing(Mine, Taken) & Open) != 0;

    /// <summary>The moves after which the opponent cannot win at once, as points; none if the opponent wins whatever is played. Assumes
    /// that the player to move cannot win at once.</summary>
    public ulong SafeMoves()
    {
        ulong open = Open;
        ulong theirs = Completing(Mine ^ Taken, Taken);
        ulong forced = open & theirs;
        if (forced != 0)
        {
            open = BitOperations.IsPow2(forced) ? forced : 0;
        }

        return open & ~(theirs >> 1); // the point above becomes playable
    }

    /// <summary>The points at which the player to move could complete a four after a move, playable now or later.</summary>
    public int ThreatsAfter(ulong move) => BitOperations.PopCount(Completing(Mine | move, Taken | move));

    /// <summary>The position after a move, seen by the other player.</summary>
    public ConnectFourBoard After(ulong move) => new(Mine ^ Taken, Taken | move, Ply + 1);

    /// <summary>The points of a column.</summary>
    public static ulong Column(int column) => FirstColumn << (ColumnBits * column);

    // The free points that complete a four of these stones.
    private static ulong Completing(ulong stones, ulong taken)
    {
        ulong points = (stones << 1) & (stones << 2) & (stones << 3);
        points |= Completing(stones, ColumnBits) | Completing(stones, ColumnBits - 1) | Completing(stones, ColumnBits + 1);
        return points & Board & ~taken;
    }

    // In one direction: two stones on one side of the point, and a third behind them or on the other side.
    private static ulong Completing(ulong stones, int step)
    {
        ulong before = (stones << step) & (stones << (2 * step));
        ulong after = (stones >> step) & (stones >> (2 * step));
        return (before & ((stones << (3 * step)) | (stones >> step))) | (after & ((stones >> (3 * step)) | (stones << step)));
    }
}
