using MuZero.Numerics;

namespace MuZero.Games.Chess;

/// <summary>Random keys whose exclusive or identifies a position (Zobrist 1970).</summary>
internal static class Zobrist
{
    private static readonly ulong[] _pieces = new ulong[Piece.Count * Square.Count];
    private static readonly ulong[] _castling = new ulong[Chess.Castling.All + 1];
    private static readonly ulong[] _enPassant = new ulong[8];
    private static readonly ulong _blackToMove = Draw();

    /// <summary>A piece on a square.</summary>
    public static ulong Of(int piece, int square) => _pieces[(piece * Square.Count) + square];

    /// <summary>A set of castling rights.</summary>
    public static ulong Castling(int rights) => _castling[rights];

    /// <summary>A pawn that can be captured en passant; 0 if there is none.</summary>
    public static ulong EnPassant(int square) => square == Square.None ? 0 : _enPassant[Square.FileOf(square)];

    /// <summary>Black to move.</summary>
    public static ulong BlackToMove => _blackToMove;

    private static ulong Draw()
    {
        var random = new RandomStream(1970);
        foreach (ulong[] keys in (ReadOnlySpan<ulong[]>)[_pieces, _castling, _enPassant])
        {
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = random.NextBits();
            }
        }

        return random.NextBits();
    }
}
