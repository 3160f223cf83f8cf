using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace MuZero.Games.Chess;

/// <summary>Kinds of pieces, and pieces as numbers: the kind, and 6 more if black.</summary>
internal static class Piece
{
    public const int Pawn = 0;
    public const int Knight = 1;
    public const int Bishop = 2;
    public const int Rook = 3;
    public const int Queen = 4;
    public const int King = 5;
    public const int Kinds = 6;
    public const int Count = 12;
    public const int None = 12;

    /// <summary>The letters of FEN, capitals for white; the last one is an empty square's.</summary>
    public const string Letters = "PNBRQKpnbrqk.";

    public static int Of(int side, int kind) => (side * Kinds) + kind;

    public static int SideOf(int piece) => piece / Kinds;

    public static int KindOf(int piece) => piece % Kinds;
}

/// <summary>The sides, which are the players' numbers.</summary>
internal static class Side
{
    public const int White = 0;
    public const int Black = 1;
}

/// <summary>Castling rights, a bit each.</summary>
internal static class Castling
{
    public const int WhiteKingside = 1;
    public const int WhiteQueenside = 2;
    public const int BlackKingside = 4;
    public const int BlackQueenside = 8;
    public const int All = 15;

    /// <summary>The rights of one side: 1 for the king's wing, 2 for the queen's.</summary>
    public static int Of(int side, int rights) => (rights >> (2 * side)) & 3;
}

/// <summary>Squares are numbers, a1 = 0, b1 = 1, ..., h8 = 63; a bitboard has a bit for each.</summary>
/// <remarks>The mover's view turns the board upside down for black: ranks change, files stay, so that both sides' pawns move up.</remarks>
internal static class Square
{
    public const int Count = 64;
    public const int None = -1;

    public static int FileOf(int square) => square & 7;

    public static int RankOf(int square) => square >> 3;

    public static int At(int file, int rank) => (rank * 8) + file;

    public static ulong Bit(int square) => 1UL << square;

    /// <summary>The square in a side's view, and back.</summary>
    public static int View(int side, int square) => square ^ (56 * side);

    /// <summary>The bitboard in a side's view, and back.</summary>
    public static ulong View(int side, ulong squares) => side == Side.White ? squares : BinaryPrimitives.ReverseEndianness(squares);

    /// <summary>The least square of a bitboard that is not empty.</summary>
    public static int First(ulong squares) => BitOperations.TrailingZeroCount(squares);

    /// <summary>The name, such as "e4".</summary>
    public static string NameOf(int square)
        => string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + FileOf(square))}{RankOf(square) + 1}");

    /// <summary>The square of a name, or <see cref="None"/>.</summary>
    public static int Parse(ReadOnlySpan<char> name)
        => name is [>= 'a' and <= 'h', >= '1' and <= '8'] ? At(name[0] - 'a', name[1] - '1') : None;
}

/// <summary>A move from one square to another; castling is the king's move.</summary>
/// <param name="From">The origin.</param>
/// <param name="To">The destination.</param>
/// <param name="Promotion">The kind that a pawn becomes on the last rank, <see cref="Piece.None"/> for other moves.</param>
internal readonly record struct Move(int From, int To, int Promotion = Piece.None)
{
    /// <summary>As UCI writes it: e2e4, e7e8q, castling e1g1.</summary>
    public override string ToString()
        => Square.NameOf(From) + Square.NameOf(To) + (Promotion == Piece.None ? "" : $"{Piece.Letters[Piece.Of(Side.Black, Promotion)]}");
}
