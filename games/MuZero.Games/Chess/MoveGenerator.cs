namespace MuZero.Games.Chess;

/// <summary>The legal actions of a position, in ascending order.</summary>
/// <remarks>Works in the mover's view, in which own pawns move up. Own pieces are taken in the order of their squares, and their
/// destinations in the order of theirs: the order of the actions' numbers. Underpromotions come last. No move is tried: pinned pieces stay
/// on their line, checks are answered by a capture or in between, and the king avoids attacked squares.</remarks>
internal ref struct MoveGenerator
{
    /// <summary>Room for the actions of any position with at most 16 pieces a side.</summary>
    public const int MostActions = 512;

    private const ulong SecondRank = 0xFF00;
    private const ulong SeventhRank = SecondRank << 40;
    private const ulong KingsideInner = 0x60; // f1, g1: empty and not attacked
    private const ulong QueensideInner = 0x0E; // b1, c1, d1: empty
    private const ulong QueensidePath = 0x0C; // c1, d1: not attacked

    private readonly Board _board;
    private readonly int _side;
    private readonly ulong _own, _their, _occupied;
    private readonly ulong _diagonalSliders, _straightSliders; // theirs
    private readonly int _king;
    private readonly Span<ushort> _actions;
    private ulong _danger; // squares that they attack if the king is not in the way
    private ulong _answers; // destinations that leave no check, for all but the king
    private ulong _pinned;
    private int _count;

    private MoveGenerator(Board board, Span<ushort> actions)
    {
        int side = board.ToMove;
        (_board, _side) = (board, side);
        _actions = actions;
        _own = Square.View(side, board.Of(side));
        _their = Square.View(side, board.Of(1 - side));
        _occupied = _own | _their;
        _king = Square.View(side, board.KingOf(side));
        ulong queens = Their(Piece.Queen);
        _diagonalSliders = Their(Piece.Bishop) | queens;
        _straightSliders = Their(Piece.Rook) | queens;
    }

    /// <summary>Writes the legal actions and returns their number.</summary>
    /// <param name="board">The position.</param>
    /// <param name="actions">Room for <see cref="MostActions"/>.</param>
    public static int Generate(Board board, Span<ushort> actions)
    {
        MoveGenerator generator = new(board, actions);
        generator.FindDanger();
        generator.FindAnswers();
        generator.FindPins();
        generator.AddMoves();
        generator.AddUnderpromotions();
        return generator._count;
    }

    private readonly ulong Their(int kind) => Square.View(_side, _board.Of(1 - _side, kind));

    private void FindDanger()
    {
        ulong occupied = _occupied ^ Square.Bit(_king);
        ulong danger = Attacks.PawnsDown(Their(Piece.Pawn)) | Attacks.King(Square.First(Their(Piece.King)));
        for (ulong knights = Their(Piece.Knight); knights != 0; knights &= knights - 1)
        {
            danger |= Attacks.Knight(Square.First(knights));
        }

        for (ulong sliders = _diagonalSliders; sliders != 0; sliders &= sliders - 1)
        {
            danger |= Attacks.Bishop(Square.First(sliders), occupied);
        }

        for (ulong sliders = _straightSliders; sliders != 0; sliders &= sliders - 1)
        {
            danger |= Attacks.Rook(Square.First(sliders), occupied);
        }

        _danger = danger;
    }

    private void FindAnswers()
    {
        _answers = ~_own;
        if ((_danger & Square.Bit(_king)) == 0)
        {
            return;
        }

        ulong checkers = (Attacks.Pawn(Side.White, _king) & Their(Piece.Pawn))
            | (Attacks.Knight(_king) & Their(Piece.Knight))
            | (Attacks.Bishop(_king, _occupied) & _diagonalSliders)
            | (Attacks.Rook(_king, _occupied) & _straightSliders);
        bool isDouble = (checkers & (checkers - 1)) != 0;
        _answers = isDouble ? 0 : checkers | Attacks.Between(_king, Square.First(checkers));
    }

    private void FindPins()
    {
        ulong snipers = (Attacks.BishopLines(_king) & _diagonalSliders) | (Attacks.RookLines(_king) & _straightSliders);
        for (; snipers != 0; snipers &= snipers - 1)
        {
            ulong between = Attacks.Between(_king, Square.First(snipers)) & _occupied;
            if ((between & (between - 1)) == 0)
            {
                _pinned |= between & _own;
            }
        }
    }

    private void AddMoves()
    {
        for (ulong pieces = _own; pieces != 0; pieces &= pieces - 1)
        {
            int from = Square.First(pieces);
            ulong targets = TargetsOf(from);
            for (; targets != 0; targets &= targets - 1)
            {
                _actions[_count++] = (ushort)ChessActions.Of(from, Square.First(targets));
            }
        }
    }

    private void AddUnderpromotions()
    {
        for (ulong pawns = Square.View(_side, _board.Of(_side, Piece.Pawn)) & SeventhRank; pawns != 0; pawns &= pawns - 1)
        {
            int from = Square.First(pawns);
            ulong targets = TargetsOf(from);
            for (; targets != 0; targets &= targets - 1)
            {
                int knight = ChessActions.Underpromotion(from, Square.First(targets));
                for (int kind = 0; kind < ChessActions.Kinds; kind++)
                {
                    _actions[_count++] = (ushort)(knight + kind);
                }
            }
        }
    }

    private readonly ulong TargetsOf(int from)
    {
        int kind = Piece.KindOf(_board[Square.View(_side, from)]);
        if (kind == Piece.King)
        {
            return (Attacks.King(from) & ~_own & ~_danger) | CastlingTargets();
        }

        ulong targets = kind switch
        {
            Piece.Pawn => PawnTargets(from),
            Piece.Knight => Attacks.Knight(from) & _answers,
            Piece.Bishop => Attacks.Bishop(from, _occupied) & _answers,
            Piece.Rook => Attacks.Rook(from, _occupied) & _answers,
            _ => (Attacks.Bishop(from, _occupied) | Attacks.Rook(from, _occupied)) & _answers,
        };
        return (_pinned & Square.Bit(from)) == 0 ? targets : targets & Attacks.Through(_king, from);
    }

    private readonly ulong PawnTargets(int from)
    {
        ulong pawn = Square.Bit(from);
        ulong step = (pawn << 8) & ~_occupied;
        ulong steps = step | (((pawn & SecondRank) == 0 ? 0 : step << 8) & ~_occupied);
        ulong targets = (steps | (Attacks.Pawn(Side.White, from) & _their)) & _answers;

        // En passant removes two pieces from a rank and can capture the checking pawn: tried instead of reasoned.
        int enPassant = Square.View(_side, _board.EnPassant);
        bool captures = _board.EnPassant != Square.None && (Attacks.Pawn(Side.White, from) & Square.Bit(enPassant)) != 0;
        bool isLegal = captures && _board.CanCaptureEnPassant(Square.View(_side, from), _board.EnPassant);
        return isLegal ? targets | Square.Bit(enPassant) : targets;
    }

    private readonly ulong CastlingTargets()
    {
        int rights = Castling.Of(_side, _board.Rights);
        if (rights == 0 || (_danger & Square.Bit(_king)) != 0)
        {
            return 0;
        }

        ulong targets = 0;
        if ((rights & Castling.WhiteKingside) != 0 && ((_occupied | _danger) & KingsideInner) == 0)
        {
            targets |= Square.Bit(_king + 2);
        }

        if ((rights & Castling.WhiteQueenside) != 0 && (_occupied & QueensideInner) == 0 && (_danger & QueensidePath) == 0)
        {
            targets |= Square.Bit(_king - 2);
        }

        return targets;
    }
}
