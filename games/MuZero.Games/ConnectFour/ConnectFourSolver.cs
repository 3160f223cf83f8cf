namespace MuZero.Games.ConnectFour;

/// <summary>Perfect play of connect four: alpha-beta over bitboards with a transposition table. One thread at a time uses it.</summary>
/// <remarks>
/// <para>A score is 22 minus the winner's stones at the end, positive if the player to move wins; 0 is a draw (Pons, "Solving Connect 4").
/// So a score says how soon the game is won. Its sign needs two searches at most: is the score above 0, and if not, is it below 0?</para>
/// <para>A search looks one ply ahead by the points that complete a four: a player who can win is never searched, a move that lets the
/// opponent win at once is left out. Moves that make more such points are searched first, then central ones.</para>
/// </remarks>
internal sealed class ConnectFourSolver
{
    private const int Columns = 7;
    private const int LookAheadPly = 34; // below it the replies' bounds are read before a reply is searched

    // By column; added to 8 times the threats.
    private static readonly int[] _centrality = [0, 2, 4, 6, 5, 3, 1];

    private readonly ConnectFourTable _table = new();

    /// <summary>The positions searched so far.</summary>
    public long Nodes { get; private set; }

    /// <summary>1 if the player to move wins, 0 for a draw, -1 if the other player wins. The game goes on in the position.</summary>
    public int Sign(in ConnectFourBoard board)
    {
        if (board.CanWin)
        {
            return 1;
        }

        return Search(board, 0) > 0 ? 1 : Search(board, -1) < 0 ? -1 : 0;
    }

    /// <summary>The score for the player to move. The game goes on in the position.</summary>
    public int Score(in ConnectFourBoard board)
    {
        int most = (ConnectFourBoard.Points + 1 - board.Ply) / 2; // wins with the next stone
        if (board.CanWin)
        {
            return most;
        }

        int low = -(ConnectFourBoard.Points - board.Ply) / 2, high = most - 1;
        while (low < high)
        {
            // Far from 0 the game is short and the search fast; it leaves bounds for those that follow.
            int middle = low + ((high - low) / 2);
            int probe = middle <= 0 ? Math.Min(middle, low / 2) : Math.Max(middle, high / 2);
            int score = Search(board, probe);
            (low, high) = score > probe ? (score, high) : (low, score);
        }

        return low;
    }

    // A null window: a lower bound of the score if that is above alpha, else an upper bound. The player to move cannot win at once.
    private int Search(in ConnectFourBoard board, int alpha)
    {
        long before = Nodes++;
        ulong moves = board.SafeMoves();
        int left = ConnectFourBoard.Points - board.Ply;
        if (moves == 0)
        {
            return -left / 2; // the opponent's next stone wins
        }

        if (left <= 2)
        {
            return 0;
        }

        // Neither the next stone nor the one after it wins; the table may know more.
        (int lower, int upper) = _table.Find(board.Key);
        lower = Math.Max(lower, -(left - 2) / 2);
        upper = Math.Min(upper, (left - 1) / 2);
        if (lower > alpha || upper <= alpha)
        {
            return lower > alpha ? lower : upper;
        }

        int best = SearchMoves(board, moves, alpha);
        _table.Store(board.Key, best, isLower: best > alpha, Nodes - before);
        return best;
    }

    private int SearchMoves(in ConnectFourBoard board, ulong moves, int alpha)
    {
        Span<ulong> ordered = stackalloc ulong[Columns];
        int count = Order(board, moves, ordered);
        int best = -ConnectFourTable.Unbounded;
        if (board.Ply < LookAheadPly)
        {
            foreach (ulong move in ordered[..count])
            {
                int bound = -_table.Find(board.After(move).Key).Upper;
                if (bound > alpha)
                {
                    return bound;
                }
            }
        }

        foreach (ulong move in ordered[..count])
        {
            best = Math.Max(best, -Search(board.After(move), -alpha - 1));
            if (best > alpha)
            {
                break;
            }
        }

        return best;
    }

    // The moves, those with the most threats first, and among these the central ones.
    private static int Order(in ConnectFourBoard board, ulong moves, Span<ulong> ordered)
    {
        Span<int> ranks = stackalloc int[Columns];
        int count = 0;
        for (int column = 0; column < Columns; column++)
        {
            ulong move = moves & ConnectFourBoard.Column(column);
            if (move == 0)
            {
                continue;
            }

            int rank = (8 * board.ThreatsAfter(move)) + _centrality[column];
            int place = count++;
            for (; place > 0 && ranks[place - 1] < rank; place--)
            {
                (ranks[place], ordered[place]) = (ranks[place - 1], ordered[place - 1]);
            }

            (ranks[place], ordered[place]) = (rank, move);
        }

        return count;
    }
}
