using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Games.Othello;

/// <summary>A position seen by the player to move.</summary>
/// <param name="Mine">Discs of the player to move.</param>
/// <param name="Theirs">Discs of the other player.</param>
internal readonly record struct OthelloDiscs(ulong Mine, ulong Theirs);

/// <summary>Othello for the solver. A value is the difference of the discs at the end.</summary>
internal readonly struct OthelloRules(OthelloBoard board) : ISolvedRules<OthelloDiscs>
{
    private const int Corner = 8; // worth as much as so many moves less for the other player

    public int MostMoves => 32;

    public ulong Hash(in OthelloDiscs position) => RandomStream.Derive(position.Mine, position.Theirs);

    // The fewer moves the other player has, the more promising is a move.
    public int Expand(in OthelloDiscs position, Span<OthelloDiscs> next, out int value)
    {
        (ulong mine, ulong theirs) = (position.Mine, position.Theirs);
        value = BitOperations.PopCount(mine) - BitOperations.PopCount(theirs);
        ulong moves = board.Moves(mine, theirs);
        if (moves == 0)
        {
            next[0] = new OthelloDiscs(theirs, mine);
            return board.Moves(theirs, mine) == 0 ? 0 : 1;
        }

        Span<int> ranks = stackalloc int[MostMoves];
        int count = 0;
        for (ulong left = moves; left != 0; left &= left - 1)
        {
            ulong point = left & (~left + 1);
            ulong flips = board.Flips(point, mine, theirs);
            OthelloDiscs after = new(theirs ^ flips, mine | flips | point);
            int rank = BitOperations.PopCount(board.Moves(after.Mine, after.Theirs)) - ((point & board.Corners) != 0 ? Corner : 0);
            int place = count++;
            for (; place > 0 && ranks[place - 1] > rank; place--)
            {
                (ranks[place], next[place]) = (ranks[place - 1], next[place - 1]);
            }

            (ranks[place], next[place]) = (rank, after);
        }

        return count;
    }
}
