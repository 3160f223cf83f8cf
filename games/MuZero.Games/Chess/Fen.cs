using System.Globalization;
using System.Numerics;
using System.Text;
using MuZero.Errors;

namespace MuZero.Games.Chess;

/// <summary>Positions in Forsyth-Edwards notation: "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1". The two counters may be left
/// out, and "startpos" is the first position.</summary>
/// <remarks>The en passant square is written only if a pawn can legally capture there, whatever was read.</remarks>
internal static class Fen
{
    public const string Start = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

    private const string Rights = "KQkq"; // in the order of the bits
    private const int MostPieces = 16; // of a side
    private const int MostPawns = 8;
    private const int LastMove = 9999;

    /// <summary>Reads a position.</summary>
    /// <returns>The position and its plies since the start of the game.</returns>
    /// <exception cref="UserException">It is not a position that a game can reach; the message has the reason.</exception>
    public static (Board Board, int Ply) Read(string text)
    {
        string[] fields = (text.Trim() == "startpos" ? Start : text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Require(
            fields.Length is 4 or 6,
            $"it has {Quantity.Of(fields.Length, "field")} and needs 6: pieces, side, castling, en passant, quiet moves, move number");
        var board = new Board();
        ReadPieces(board, fields[0]);
        RequireSound(board);
        Require(fields[1] is "w" or "b", $"the side to move is '{fields[1]}'; it must be w or b");
        int toMove = fields[1] == "w" ? Side.White : Side.Black;
        int rights = ReadRights(board, fields[2]);
        int enPassant = ReadEnPassant(board, toMove, fields[3]);
        int quietMoves = fields.Length == 4 ? 0 : ReadNumber(fields[4], "the number of quiet moves", 0, ChessState.QuietMovesOfADraw);
        int move = fields.Length == 4 ? 1 : ReadNumber(fields[5], "the number of the move", 1, LastMove);
        Require(!board.IsInCheck(1 - toMove), $"{NameOf(1 - toMove)} is in check although {NameOf(toMove)} is to move");
        board.Set(toMove, rights, enPassant, quietMoves);
        return (board, ((move - 1) * 2) + toMove);
    }

    /// <summary>Writes a position with its plies since the start of the game.</summary>
    public static string Write(Board board, int ply)
    {
        var text = new StringBuilder(96);
        for (int rank = 7; rank >= 0; rank--)
        {
            int empty = 0;
            for (int file = 0; file < 8; file++)
            {
                int piece = board[Square.At(file, rank)];
                if (piece == Piece.None)
                {
                    empty++;
                    continue;
                }

                AppendEmpty(text, empty);
                empty = 0;
                text.Append(Piece.Letters[piece]);
            }

            AppendEmpty(text, empty);
            text.Append(rank > 0 ? "/" : "");
        }

        text.Append(board.ToMove == Side.White ? " w " : " b ");
        for (int right = 0; right < Rights.Length; right++)
        {
            text.Append((board.Rights & (1 << right)) != 0 ? Rights[right..(right + 1)] : "");
        }

        text.Append(board.Rights == 0 ? "- " : " ").Append(board.EnPassant == Square.None ? "-" : Square.NameOf(board.EnPassant));
        return text.Append(CultureInfo.InvariantCulture, $" {board.QuietMoves} {(ply / 2) + 1}").ToString();
    }

    private static void AppendEmpty(StringBuilder text, int squares)
        => text.Append(squares == 0 ? "" : squares.ToString(CultureInfo.InvariantCulture));

    private static void ReadPieces(Board board, string field)
    {
        string[] ranks = field.Split('/');
        Require(ranks.Length == 8, $"the board has {Quantity.Of(ranks.Length, "rank")}; it must have 8, separated by '/'");
        for (int i = 0; i < 8; i++)
        {
            int rank = 7 - i;
            int file = 0;
            foreach (char letter in ranks[i])
            {
                if (letter is >= '1' and <= '8')
                {
                    file += letter - '0';
                    continue;
                }

                int piece = Piece.Letters.IndexOf(letter, StringComparison.Ordinal);
                Require(
                    piece is >= 0 and < Piece.Count,
                    $"rank {rank + 1} has the character '{Shown(letter)}'; pieces are PNBRQK and pnbrqk, empty squares 1 to 8");
                Require(file < 8, $"rank {rank + 1} has more than 8 squares");
                board.Put(piece, Square.At(file++, rank));
            }

            Require(file == 8, $"rank {rank + 1} has {Quantity.Of(file, "square")}; it must have 8");
        }
    }

    private static void RequireSound(Board board)
    {
        const ulong EndRanks = 0xFF000000000000FF;
        for (int side = Side.White; side <= Side.Black; side++)
        {
            string name = NameOf(side);
            int kings = BitOperations.PopCount(board.Of(side, Piece.King));
            int pieces = BitOperations.PopCount(board.Of(side));
            int pawns = BitOperations.PopCount(board.Of(side, Piece.Pawn));
            Require(kings == 1, $"{name} has {Quantity.Of(kings, "king")}; it must have 1");
            Require(pieces <= MostPieces, $"{name} has {pieces} pieces; it can have {MostPieces}");
            Require(pawns <= MostPawns, $"{name} has {pawns} pawns; it can have {MostPawns}");
            Require((board.Of(side, Piece.Pawn) & EndRanks) == 0, $"{name} has a pawn on the first or the last rank");
        }
    }

    private static int ReadRights(Board board, string field)
    {
        if (field == "-")
        {
            return 0;
        }

        int rights = 0;
        foreach (char letter in field)
        {
            int right = Rights.IndexOf(letter, StringComparison.Ordinal);
            Require(right >= 0, $"the castling rights are '{field}'; they must be '-' or letters of KQkq");
            Require((rights & (1 << right)) == 0, $"the castling rights are '{field}'; they name {letter} twice");
            rights |= 1 << right;
            int side = right / 2;
            int rank = 7 * side;
            bool stands = board[Square.At(4, rank)] == Piece.Of(side, Piece.King)
                && board[Square.At(right % 2 == 0 ? 7 : 0, rank)] == Piece.Of(side, Piece.Rook);
            Require(stands, $"the castling right {letter} needs the king and the rook of {NameOf(side)} on their first squares");
        }

        return rights;
    }

    private static int ReadEnPassant(Board board, int toMove, string field)
    {
        if (field == "-")
        {
            return Square.None;
        }

        int square = Square.Parse(field);
        Require(square != Square.None, $"the en passant square is '{field}'; it must be '-' or a square such as e3");
        int rank = toMove == Side.White ? 5 : 2;
        Require(Square.RankOf(square) == rank, $"the en passant square {field} must be on rank {rank + 1} if {NameOf(toMove)} is to move");
        int origin = square + (toMove == Side.White ? 8 : -8);
        bool hasMoved = board[square ^ 8] == Piece.Of(1 - toMove, Piece.Pawn) && board[square] == Piece.None && board[origin] == Piece.None;
        Require(hasMoved, $"no pawn of {NameOf(1 - toMove)} has just moved over the en passant square {field}");
        return square;
    }

    private static int ReadNumber(string field, string what, int least, int most)
    {
        bool isNumber = int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        Require(isNumber && number >= least && number <= most, $"{what} is '{field}'; it must be {least} to {most}");
        return number;
    }

    private static string NameOf(int side) => side == Side.White ? "white" : "black";

    private static string Shown(char letter) => char.IsControl(letter) ? $"U+{(int)letter:X4}" : $"{letter}";

    // A field may hold what would break the line or the terminal.
    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            string line = string.Concat(otherwise.Select(letter => char.IsControl(letter) ? "?" : $"{letter}"));
            throw UserException.Usage($"The position is not valid FEN: {line}. Correct it, or write 'startpos'.");
        }
    }
}
