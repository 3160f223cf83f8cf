using System.Numerics;
using MuZero.Numerics;

namespace MuZero.Games.Breakthrough;

/// <summary>A position seen by the player to move.</summary>
/// <param name="Mine">Pawns of the player to move.</param>
/// <param name="Theirs">Pawns of the other player.</param>
/// <param name="Player">The player to move.</param>
internal readonly record struct BreakthroughPawns(ulong Mine, ulong Theirs, int Player);

/// <summary>Breakthrough for the solver. A value is 1 if the player to move wins, else -1.</summary>
internal readonly struct BreakthroughRules(BreakthroughBoard board) : ISolvedRules<BreakthroughPawns>
{
    private const int RowBits = 8;

    public int MostMoves => BreakthroughBoard.Directions * 2 * board.Size;

    public ulong Hash(in BreakthroughPawns position)
    {
        ulong hash = RandomStream.Derive(position.Mine, position.Theirs);
        return position.Player == 0 ? hash : ~hash;
    }

    // Captures first, those of the most advanced pawns above all, then the most advanced pawns.
    public int Expand(in BreakthroughPawns position, Span<BreakthroughPawns> next, out int value)
    {
        (ulong mine, ulong theirs, int player) = position;
        ulong threats = theirs & LastStep(1 - player);
        value = 1;
        if ((mine & LastStep(player)) != 0 || CanTakeLast(position))
        {
            return 0;
        }

        value = -1;
        if (!BitOperations.IsPow2(threats) && threats != 0)
        {
            return 0; // one of them gets through
        }

        Span<int> ranks = stackalloc int[MostMoves];
        int count = 0;
        for (int direction = 0; direction < BreakthroughBoard.Directions; direction++)
        {
            for (ulong left = board.Movable(player, direction, mine, theirs); left != 0; left &= left - 1)
            {
                ulong from = left & (~left + 1);
                ulong target = Target(player, direction, from);
                if (threats != 0 && target != threats)
                {
                    continue;
                }

                int rank = Rank(position, target);
                int place = count++;
                for (; place > 0 && ranks[place - 1] < rank; place--)
                {
                    (ranks[place], next[place]) = (ranks[place - 1], next[place - 1]);
                }

                (ranks[place], next[place]) = (rank, new BreakthroughPawns(theirs & ~target, mine ^ from ^ target, 1 - player));
            }
        }

        return count;
    }

    // The row before a player's goal. A pawn on it always reaches the goal: no pawn of its own can be there, so that a diagonal step is
    // open.
    private ulong LastStep(int player) => player == 0 ? board.Goals[0] << RowBits : board.Goals[1] >> RowBits;

    private bool CanTakeLast(in BreakthroughPawns position)
        => BitOperations.IsPow2(position.Theirs) && (board.Attacked(position.Player, position.Mine) & position.Theirs) != 0;

    private int Rank(in BreakthroughPawns position, ulong target)
    {
        int row = BitOperations.TrailingZeroCount(target) / RowBits;
        int advance = position.Player == 0 ? board.Size - 1 - row : row;
        bool isCapture = (target & position.Theirs) != 0;
        bool isAttacked = (board.Attacked(1 - position.Player, position.Theirs & ~target) & target) != 0;
        return (isCapture ? 4 * board.Size : 0) + (isCapture ? board.Size - advance : 2 * advance) - (isAttacked ? 2 * board.Size : 0);
    }

    // Directions are left, straight and right, as columns are numbered.
    private static ulong Target(int player, int direction, ulong from)
        => player == 0 ? from >> (RowBits + 1 - direction) : from << (RowBits - 1 + direction);
}
