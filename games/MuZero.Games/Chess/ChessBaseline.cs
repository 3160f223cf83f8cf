using System.Numerics;

namespace MuZero.Games.Chess;

/// <summary>An opponent that looks one move ahead and counts material: it mates if it can, else keeps the most material after the other
/// side's best exchange, and among equal moves leaves the other side the fewest replies, which drives a bare king to mate.</summary>
internal static class ChessBaseline
{
    // In hundredths of a pawn. A king is worth more than all else, so that no exchange goes on with one that can be captured.
    private static readonly int[] _values = [100, 300, 300, 500, 900, 10_000];

    /// <summary>Chooses a legal action.</summary>
    public static int Choose(ChessState state)
    {
        int side = state.ToPlay;
        ChessState next = (ChessState)state.Clone();
        Span<int> legal = stackalloc int[MoveGenerator.MostActions];
        legal = legal[..state.LegalActions(legal)];
        int best = legal[0];
        (int Score, int Replies) most = (int.MinValue, 0);
        foreach (int action in legal)
        {
            next.Apply(action);
            int score = Score(next, side);
            int replies = next.Mobility;
            next.Undo();
            if (score > most.Score || (score == most.Score && replies < most.Replies))
            {
                (best, most) = (action, (score, replies));
            }
        }

        return best;
    }

    /// <summary>The material that a move wins by the exchange on its destination, in which each side may stop.</summary>
    public static int Exchange(Board board, Move move)
    {
        Span<int> gains = stackalloc int[32]; // of the side that captures, if the exchange ends there
        int kind = Piece.KindOf(board[move.From]);
        int standing = _values[move.Promotion == Piece.None ? kind : move.Promotion];
        gains[0] = Captured(board, move, kind) + standing - _values[kind];
        ulong occupied = board.Occupied ^ Square.Bit(move.From);
        int side = 1 - board.ToMove;
        int depth = 0;
        for (ulong attackers; (attackers = board.AttackersOf(move.To, side, occupied) & occupied) != 0; side = 1 - side)
        {
            (int attacker, int attackerKind) = Least(board, attackers, side);
            depth++;
            gains[depth] = standing - gains[depth - 1];
            standing = _values[attackerKind];
            occupied ^= Square.Bit(attacker);
        }

        for (; depth > 0; depth--)
        {
            gains[depth - 1] = Math.Min(gains[depth - 1], -gains[depth]);
        }

        return gains[0];
    }

    /// <summary>The material of the side to move less that of the other side, in hundredths of a pawn.</summary>
    public static int Material(ChessState state) => Balance(state.Board, state.ToPlay);

    private static int Score(ChessState next, int side) => next.End switch
    {
        ChessEnd.Checkmate => int.MaxValue,
        ChessEnd.None => Balance(next.Board, side) - LargestThreat(next),
        _ => 0,
    };

    private static int Balance(Board board, int side)
    {
        int balance = 0;
        for (int kind = Piece.Pawn; kind < Piece.King; kind++)
        {
            balance += _values[kind] * (BitOperations.PopCount(board.Of(side, kind)) - BitOperations.PopCount(board.Of(1 - side, kind)));
        }

        return balance;
    }

    // What the side to move wins by its best capture or promotion.
    private static int LargestThreat(ChessState state)
    {
        Span<int> legal = stackalloc int[MoveGenerator.MostActions];
        int largest = 0;
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            Move move = ChessActions.MoveOf(state.Board, action);
            if (state.Board[move.To] != Piece.None || move.Promotion != Piece.None)
            {
                largest = Math.Max(largest, Exchange(state.Board, move));
            }
        }

        return largest;
    }

    private static int Captured(Board board, Move move, int kind)
    {
        int captured = board[move.To];
        bool isEnPassant = kind == Piece.Pawn && move.To == board.EnPassant;
        return isEnPassant ? _values[Piece.Pawn] : captured == Piece.None ? 0 : _values[Piece.KindOf(captured)];
    }

    private static (int Square, int Kind) Least(Board board, ulong attackers, int side)
    {
        for (int kind = Piece.Pawn; kind < Piece.King; kind++)
        {
            ulong ofKind = attackers & board.Of(side, kind);
            if (ofKind != 0)
            {
                return (Square.First(ofKind), kind);
            }
        }

        return (Square.First(attackers), Piece.King);
    }
}
