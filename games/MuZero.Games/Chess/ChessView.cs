namespace MuZero.Games.Chess;

/// <summary>The observation: the present position as a player sees it, own pieces at the bottom.</summary>
/// <remarks>20 planes of 8 x 8, rows from the top:
/// <list type="bullet">
/// <item>0 to 5 and 6 to 11: own pieces and the opponent's, pawn, knight, bishop, rook, queen, king.</item>
/// <item>12 to 15: own castling rights, kingside and queenside, and the opponent's; filled with 0 or 1.</item>
/// <item>16: the square where a pawn can be captured en passant.</item>
/// <item>17: how often the position has occurred before, half a point each.</item>
/// <item>18: moves since the last capture or pawn move, of 100.</item>
/// <item>19: filled with 1 for white, the side to move if the observer is to move.</item>
/// </list>
/// There are no planes of earlier positions: of the past only repetitions matter to the rules, and plane 17 counts those of the present
/// position.</remarks>
internal static class ChessView
{
    private const int RightsPlane = 12;
    private const int EnPassantPlane = 16;
    private const int RepetitionPlane = 17;
    private const int QuietPlane = 18;
    private const int ColourPlane = 19;

    public static ObservationShape Shape { get; } = new(20, 8, 8);

    /// <summary>The place of a square of the player's view in a plane.</summary>
    public static int Cell(int viewed) => viewed ^ 56;

    /// <summary>Writes what a player sees.</summary>
    /// <param name="board">The position.</param>
    /// <param name="repetitions">Its earlier occurrences.</param>
    /// <param name="player">The observer.</param>
    /// <param name="planes">[20, 8, 8].</param>
    public static void Write(Board board, int repetitions, int player, Span<float> planes)
    {
        planes[..(RightsPlane * Square.Count)].Clear();
        for (ulong pieces = board.Occupied; pieces != 0; pieces &= pieces - 1)
        {
            int square = Square.First(pieces);
            int piece = board[square];
            int plane = Piece.Of(Piece.SideOf(piece) ^ player, Piece.KindOf(piece));
            planes[(plane * Square.Count) + Cell(Square.View(player, square))] = 1.0f;
        }

        int own = Castling.Of(player, board.Rights);
        int their = Castling.Of(1 - player, board.Rights);
        Fill(planes, RightsPlane, own & 1);
        Fill(planes, RightsPlane + 1, own >> 1);
        Fill(planes, RightsPlane + 2, their & 1);
        Fill(planes, RightsPlane + 3, their >> 1);
        Fill(planes, EnPassantPlane, 0.0f);
        if (board.EnPassant != Square.None)
        {
            planes[(EnPassantPlane * Square.Count) + Cell(Square.View(player, board.EnPassant))] = 1.0f;
        }

        Fill(planes, RepetitionPlane, 0.5f * repetitions);
        Fill(planes, QuietPlane, board.QuietMoves * 0.01f);
        Fill(planes, ColourPlane, player == Side.White ? 1.0f : 0.0f);
    }

    private static void Fill(Span<float> planes, int plane, float value) => planes.Slice(plane * Square.Count, Square.Count).Fill(value);
}
