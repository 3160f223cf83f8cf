namespace MuZero.Games.Gomoku;

/// <summary>A rule of thumb for gomoku: what a stone at a point is worth, by the fives that it could belong to.</summary>
internal static class GomokuThreats
{
    private const long Win = 1L << 40;
    private const long Block = 1L << 36;

    // [stones] The worth of a stretch of five points by the stones in it, if the other player has none there. A point beside an open
    // three is on two stretches with three stones, beside a closed three on one.
    private static readonly long[] _mine = [1, 16, 256, 8_192, 0];
    private static readonly long[] _theirs = [0, 8, 128, 4_096, 0];

    /// <summary>The worth of a free point: a win first, then preventing one, then the fives that the stone opens and those that it closes,
    /// then the nearness to the middle.</summary>
    /// <param name="board">The board.</param>
    /// <param name="mine">Stones of the player to move.</param>
    /// <param name="theirs">Stones of the other player.</param>
    /// <param name="point">The point.</param>
    public static long Worth(GomokuBoard board, ReadOnlySpan<ulong> mine, ReadOnlySpan<ulong> theirs, int point)
    {
        if (board.Completes(mine, point))
        {
            return Win;
        }

        long worth = board.Completes(theirs, point) ? Block : 0;
        return worth + Stretches(board, mine, theirs, point, _mine) + Stretches(board, theirs, mine, point, _theirs);
    }

    // The sum over the stretches of five through a point, at most five in each of four directions.
    private static long Stretches(GomokuBoard board, ReadOnlySpan<ulong> stones, ReadOnlySpan<ulong> others, int point, long[] worth)
    {
        (int row, int column) = Math.DivRem(point, board.Size);
        long sum = 0;
        foreach ((int down, int right) in GomokuBoard.Lines)
        {
            for (int start = 1 - GomokuBoard.Five; start <= 0; start++)
            {
                int count = Count(board, stones, others, row + (start * down), column + (start * right), down, right);
                sum += count < 0 ? 0 : worth[count];
            }
        }

        return sum;
    }

    // The player's stones on a stretch of five; -1 if it leaves the board or the other player has a stone on it.
    private static int Count(
        GomokuBoard board, ReadOnlySpan<ulong> stones, ReadOnlySpan<ulong> others, int row, int column, int down, int right)
    {
        int lastRow = row + ((GomokuBoard.Five - 1) * down);
        int lastColumn = column + ((GomokuBoard.Five - 1) * right);
        if (!board.Contains(row, column) || !board.Contains(lastRow, lastColumn))
        {
            return -1;
        }

        int count = 0;
        for (int i = 0; i < GomokuBoard.Five; i++)
        {
            int point = ((row + (i * down)) * board.Size) + column + (i * right);
            if (GomokuBoard.Has(others, point))
            {
                return -1;
            }

            count += GomokuBoard.Has(stones, point) ? 1 : 0;
        }

        return count;
    }
}
