namespace MuZero.Games.Chess;

/// <summary>The numbers of moves, in the mover's view: one for each pair of squares that a queen's or a knight's move joins, then the
/// underpromotions.</summary>
/// <remarks>1,792 pairs in the order of their origins and then of their destinations, and 22 x 3 promotions to knight, bishop and rook. A
/// pawn that reaches the last rank by an action of the first kind becomes a queen. AlphaZero's 73 planes of 8 x 8 hold the same moves in
/// 4,672 numbers, of which most lead off the board; a dense policy layer pays for each.</remarks>
internal static class ChessActions
{
    public const int Pairs = 1792;
    public const int Underpromotions = 66;
    public const int Count = Pairs + Underpromotions;

    /// <summary>The kinds of underpromotion, in the order of their actions.</summary>
    public const int FirstKind = Piece.Knight;
    public const int Kinds = 3;

    private static readonly short[] _actions = new short[Square.Count * Square.Count]; // [from, 64][to, 64]
    private static readonly short[] _underpromotions = new short[8 * 8]; // [file of origin, 8][file of destination, 8] knight's action
    private static readonly Move[] _moves = Number(); // [actions] in the mover's view

    /// <summary>The action from one square to another, in the mover's view; a promotion is to a queen.</summary>
    public static int Of(int from, int to) => _actions[(from << 6) + to];

    /// <summary>The action of a promotion to a knight; bishop and rook follow. In the mover's view.</summary>
    public static int Underpromotion(int from, int to) => _underpromotions[((from & 7) << 3) + (to & 7)];

    /// <summary>The move of an action in the mover's view. A promotion to a queen looks like any other move, without a promotion.</summary>
    public static Move ViewedMoveOf(int action) => _moves[action];

    /// <summary>The move of a legal action.</summary>
    public static Move MoveOf(Board board, int action)
    {
        Move viewed = _moves[action];
        int from = Square.View(board.ToMove, viewed.From);
        int to = Square.View(board.ToMove, viewed.To);
        bool isQueen = viewed.To >= Square.At(0, 7) && viewed.Promotion == Piece.None && Piece.KindOf(board[from]) == Piece.Pawn;
        return new Move(from, to, isQueen ? Piece.Queen : viewed.Promotion);
    }

    // Fills the two tables too.
    private static Move[] Number()
    {
        var moves = new Move[Count];
        int action = 0;
        for (int from = 0; from < Square.Count; from++)
        {
            ulong reach = Attacks.RookLines(from) | Attacks.BishopLines(from) | Attacks.Knight(from);
            for (; reach != 0; reach &= reach - 1)
            {
                int to = Square.First(reach);
                _actions[(from << 6) + to] = (short)action;
                moves[action++] = new Move(from, to);
            }
        }

        for (int from = Square.At(0, 6); from < Square.At(0, 7); from++)
        {
            for (int to = from + 7; to <= from + 9; to++)
            {
                if (to is < 56 or > 63)
                {
                    continue; // beyond the edge
                }

                _underpromotions[((from & 7) << 3) + (to & 7)] = (short)action;
                for (int kind = FirstKind; kind < FirstKind + Kinds; kind++)
                {
                    moves[action++] = new Move(from, to, kind);
                }
            }
        }

        return moves;
    }
}
