namespace MuZero.Games.Go;

/// <summary>A rule of thumb: capture, save a chain, give atari, otherwise the point nearest to the centre that neither fills an own eye
/// nor puts an own chain into atari. It passes if nothing is left, or if the opponent passed and the score is won.</summary>
internal static class GoBaseline
{
    private const int Capture = 1_000; // each stone
    private const int Save = 100; // each stone; more than an atari
    private const int Atari = 10;
    private const int Plain = 1;

    public static int Choose(GoState state)
    {
        GoGrid grid = state.Grid;
        if (state.AfterPass && (state.Next == 0 ? state.Lead : -state.Lead) > 0.0f)
        {
            return grid.Pass;
        }

        short[] liberties = new short[grid.Points];
        state.Board.CountLiberties(liberties);
        var scratch = new Scratch(new GoBoard(grid), new short[grid.Points]);
        (int best, int bestWorth) = (grid.Pass, 0);
        foreach (int point in grid.CentreFirst)
        {
            int worth = state.CanPlace(point) ? Worth(state, point, liberties, scratch) : 0;
            if (worth > bestWorth)
            {
                (best, bestWorth) = (point, worth);
            }
        }

        return best;
    }

    // 0 for a point that is not to be played.
    private static int Worth(GoState state, int point, short[] liberties, Scratch scratch)
    {
        GoBoard board = state.Board;
        int player = state.Next;
        board.CopyTo(scratch.Board);
        int captured = scratch.Board.Play(point, player);
        scratch.Board.CountLiberties(scratch.Liberties);
        bool isSafe = scratch.Liberties[scratch.Board.Chain(point)] > 1;
        if (captured > 0)
        {
            return Capture * captured;
        }

        if (!isSafe || IsEye(state, point, player))
        {
            return 0;
        }

        int worth = Plain;
        foreach (int neighbour in state.Grid.Neighbours(point))
        {
            if (board.Owner(neighbour) == player && liberties[board.Chain(neighbour)] == 1)
            {
                worth = Math.Max(worth, Save * board.ChainLength(neighbour));
            }
            else if (board.Owner(neighbour) == Seats.Other(player) && liberties[board.Chain(neighbour)] == 2)
            {
                worth = Math.Max(worth, Atari);
            }
        }

        return worth;
    }

    // Surrounded by own stones, and the opponent has at most one of the diagonal points, at the edge none.
    private static bool IsEye(GoState state, int point, int player)
    {
        foreach (int neighbour in state.Grid.Neighbours(point))
        {
            if (state.Board.Owner(neighbour) != player)
            {
                return false;
            }
        }

        short[] diagonals = state.Grid.Diagonals(point);
        int theirs = 0;
        foreach (int diagonal in diagonals)
        {
            theirs += state.Board.Owner(diagonal) == Seats.Other(player) ? 1 : 0;
        }

        return theirs <= (diagonals.Length == 4 ? 1 : 0);
    }

    private readonly record struct Scratch(GoBoard Board, short[] Liberties);
}
