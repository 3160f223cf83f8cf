namespace MuZero.Games.Chess;

/// <summary>A position without its history: pieces, the side to move, castling rights, the pawn that can be captured en passant and the
/// moves since the last capture or pawn move.</summary>
internal sealed class Board
{
    // The rights that remain after a move from or to a square.
    private static readonly byte[] _rightsKept = RightsKept();

    private readonly ulong[] _pieces = new ulong[Piece.Count]; // a bitboard for each
    private readonly ulong[] _sides = new ulong[2];
    private readonly byte[] _squares = new byte[Square.Count]; // the piece on each

    public Board() => Clear();

    public int ToMove { get; private set; }

    /// <summary>Castling rights, as bits of <see cref="Castling"/>.</summary>
    public int Rights { get; private set; }

    /// <summary>The square behind a pawn that has just moved two, if a pawn can legally capture it there; else
    /// <see cref="Square.None"/>.</summary>
    public int EnPassant { get; private set; }

    /// <summary>Moves since the last capture or pawn move, of both sides.</summary>
    public int QuietMoves { get; private set; }

    /// <summary>Equal for positions with the same moves: what counts for repetition (FIDE 9.2).</summary>
    public ulong Key { get; private set; }

    public ulong Occupied => _sides[Side.White] | _sides[Side.Black];

    public int this[int square] => _squares[square];

    public ulong Of(int side) => _sides[side];

    public ulong Of(int side, int kind) => _pieces[Piece.Of(side, kind)];

    public int KingOf(int side) => Square.First(Of(side, Piece.King));

    /// <summary>The pieces of a side that attack a square over the given occupied ones.</summary>
    public ulong AttackersOf(int square, int side, ulong occupied)
    {
        ulong queens = Of(side, Piece.Queen);
        return (Attacks.Pawn(1 - side, square) & Of(side, Piece.Pawn))
            | (Attacks.Knight(square) & Of(side, Piece.Knight))
            | (Attacks.King(square) & Of(side, Piece.King))
            | (Attacks.Bishop(square, occupied) & (Of(side, Piece.Bishop) | queens))
            | (Attacks.Rook(square, occupied) & (Of(side, Piece.Rook) | queens));
    }

    /// <summary>True if a side's king is attacked.</summary>
    public bool IsInCheck(int side) => AttackersOf(KingOf(side), 1 - side, Occupied) != 0;

    /// <summary>True if an own pawn on <paramref name="from"/> can capture en passant without exposing its king.</summary>
    public bool CanCaptureEnPassant(int from, int square)
    {
        int captured = square ^ 8;
        ulong occupied = Occupied ^ Square.Bit(from) ^ Square.Bit(captured) ^ Square.Bit(square);
        return (AttackersOf(KingOf(ToMove), 1 - ToMove, occupied) & ~Square.Bit(captured)) == 0;
    }

    /// <summary>Removes everything.</summary>
    public void Clear()
    {
        Array.Clear(_pieces);
        Array.Clear(_sides);
        Array.Fill(_squares, (byte)Piece.None);
        (ToMove, Rights, EnPassant, QuietMoves, Key) = (Side.White, 0, Square.None, 0, Zobrist.Castling(0));
    }

    /// <summary>Puts a piece on an empty square.</summary>
    public void Put(int piece, int square)
    {
        _squares[square] = (byte)piece;
        Toggle(piece, square);
    }

    /// <summary>Sets what is not a piece, once all are there.</summary>
    /// <param name="toMove">The side to move.</param>
    /// <param name="rights">Castling rights.</param>
    /// <param name="enPassant">The square behind a pawn that has moved two, forgotten if no pawn can legally capture it.</param>
    /// <param name="quietMoves">Moves since the last capture or pawn move.</param>
    public void Set(int toMove, int rights, int enPassant, int quietMoves)
    {
        Key ^= Zobrist.Castling(Rights) ^ Zobrist.Castling(rights) ^ (ToMove == toMove ? 0 : Zobrist.BlackToMove);
        (ToMove, Rights, QuietMoves) = (toMove, rights, quietMoves);
        SetEnPassant(enPassant);
    }

    /// <summary>Plays a legal move.</summary>
    /// <returns>What <see cref="TakeBack"/> needs.</returns>
    public Played Play(Move move)
    {
        int piece = _squares[move.From];
        int kind = Piece.KindOf(piece);
        int captured = _squares[move.To];
        Played played = new(move, captured, Rights, EnPassant, QuietMoves);
        QuietMoves = kind == Piece.Pawn || captured != Piece.None ? 0 : QuietMoves + 1;
        if (captured != Piece.None)
        {
            Toggle(captured, move.To);
        }

        _squares[move.From] = Piece.None;
        Toggle(piece, move.From);
        Put(move.Promotion == Piece.None ? piece : Piece.Of(ToMove, move.Promotion), move.To);
        if (kind == Piece.Pawn && move.To == EnPassant)
        {
            Remove(move.To ^ 8);
        }
        else if (kind == Piece.King && Math.Abs(move.To - move.From) == 2)
        {
            (int from, int to) = RookOfCastling(move.To);
            Remove(from);
            Put(Piece.Of(ToMove, Piece.Rook), to);
        }

        int rights = Rights & _rightsKept[move.From] & _rightsKept[move.To];
        Key ^= Zobrist.Castling(Rights) ^ Zobrist.Castling(rights) ^ Zobrist.BlackToMove;
        Rights = rights;
        ToMove = 1 - ToMove;
        SetEnPassant(kind == Piece.Pawn && Math.Abs(move.To - move.From) == 16 ? (move.From + move.To) / 2 : Square.None);
        return played;
    }

    /// <summary>Takes the last move back.</summary>
    public void TakeBack(in Played played)
    {
        Move move = played.Move;
        ToMove = 1 - ToMove;
        int piece = _squares[move.To];
        Remove(move.To);
        Put(move.Promotion == Piece.None ? piece : Piece.Of(ToMove, Piece.Pawn), move.From);
        int kind = Piece.KindOf(piece);
        if (played.Captured != Piece.None)
        {
            Put(played.Captured, move.To);
        }
        else if (kind == Piece.Pawn && move.To == played.EnPassant)
        {
            Put(Piece.Of(1 - ToMove, Piece.Pawn), move.To ^ 8);
        }
        else if (kind == Piece.King && Math.Abs(move.To - move.From) == 2)
        {
            (int from, int to) = RookOfCastling(move.To);
            Remove(to);
            Put(Piece.Of(ToMove, Piece.Rook), from);
        }

        Key ^= Zobrist.Castling(Rights) ^ Zobrist.Castling(played.Rights) ^ Zobrist.BlackToMove ^ Zobrist.EnPassant(EnPassant)
            ^ Zobrist.EnPassant(played.EnPassant);
        (Rights, EnPassant, QuietMoves) = (played.Rights, played.EnPassant, played.QuietMoves);
    }

    public void CopyTo(Board other)
    {
        _pieces.CopyTo(other._pieces, 0);
        _sides.CopyTo(other._sides, 0);
        _squares.CopyTo(other._squares, 0);
        (other.ToMove, other.Rights, other.EnPassant, other.QuietMoves, other.Key) = (ToMove, Rights, EnPassant, QuietMoves, Key);
    }

    private static byte[] RightsKept()
    {
        byte[] kept = new byte[Square.Count];
        Array.Fill(kept, (byte)Castling.All);
        kept[Square.At(0, 0)] = Castling.All & ~Castling.WhiteQueenside;
        kept[Square.At(4, 0)] = Castling.All & ~(Castling.WhiteKingside | Castling.WhiteQueenside);
        kept[Square.At(7, 0)] = Castling.All & ~Castling.WhiteKingside;
        kept[Square.At(0, 7)] = Castling.All & ~Castling.BlackQueenside;
        kept[Square.At(4, 7)] = Castling.All & ~(Castling.BlackKingside | Castling.BlackQueenside);
        kept[Square.At(7, 7)] = Castling.All & ~Castling.BlackKingside;
        return kept;
    }

    // The rook's move that goes with the king's to a square of the g or c file.
    private static (int From, int To) RookOfCastling(int king) => Square.FileOf(king) == 6 ? (king + 1, king - 1) : (king - 2, king + 1);

    // The square counts only if a capture there is legal: repetition is a matter of the same possible moves.
    private void SetEnPassant(int square)
    {
        Key ^= Zobrist.EnPassant(EnPassant);
        EnPassant = Square.None;
        if (square == Square.None)
        {
            return;
        }

        ulong pawns = Attacks.Pawn(1 - ToMove, square) & Of(ToMove, Piece.Pawn);
        for (; pawns != 0; pawns &= pawns - 1)
        {
            if (CanCaptureEnPassant(Square.First(pawns), square))
            {
                EnPassant = square;
            }
        }

        Key ^= Zobrist.EnPassant(EnPassant);
    }

    private void Remove(int square)
    {
        int piece = _squares[square];
        _squares[square] = Piece.None;
        Toggle(piece, square);
    }

    private void Toggle(int piece, int square)
    {
        ulong bit = Square.Bit(square);
        _pieces[piece] ^= bit;
        _sides[Piece.SideOf(piece)] ^= bit;
        Key ^= Zobrist.Of(piece, square);
    }
}

/// <summary>A move that was played and what it ended: enough to take it back. 8 bytes.</summary>
internal readonly struct Played(Move move, int captured, int rights, int enPassant, int quietMoves)
{
    private readonly byte _from = (byte)move.From, _to = (byte)move.To, _promotion = (byte)move.Promotion;
    private readonly byte _captured = (byte)captured, _rights = (byte)rights, _quietMoves = (byte)quietMoves;
    private readonly sbyte _enPassant = (sbyte)enPassant;

    public Move Move => new(_from, _to, _promotion);

    /// <summary>The piece that stood on the destination.</summary>
    public int Captured => _captured;

    public int Rights => _rights;

    public int EnPassant => _enPassant;

    public int QuietMoves => _quietMoves;
}
