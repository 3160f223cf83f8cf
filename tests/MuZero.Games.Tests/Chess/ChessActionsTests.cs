using MuZero.Games.Chess;

namespace MuZero.Games.Tests.Chess;

public sealed class ChessActionsTests
{
    [Fact]
    public void ViewedMoveOf_AllActions_AreTheMovesOfQueensAndKnightsAndUnderpromotions()
    {
        Move[] moves = [.. Enumerable.Range(0, ChessActions.Count).Select(ChessActions.ViewedMoveOf)];

        Assert.Equal(1858, moves.Distinct().Count());
        Assert.Equal(1792, moves.Count(move => move.Promotion == Piece.None && (IsQueens(move) || IsKnights(move))));
        Assert.Equal(66, moves.Count(IsUnderpromotion));
    }

    [Fact]
    public void Of_EveryAction_IsTheNumberOfItsMove()
    {
        for (int action = 0; action < ChessActions.Count; action++)
        {
            Move move = ChessActions.ViewedMoveOf(action);
            int number = move.Promotion == Piece.None ? ChessActions.Of(move.From, move.To)
                : ChessActions.Underpromotion(move.From, move.To) + move.Promotion - Piece.Knight;

            Assert.Equal(action, number);
        }
    }

    // The mover's view: with the sides exchanged the same numbers are legal and the mover sees the same, but for its colour.
    [Fact]
    public void LegalActionsAndObserve_SidesExchanged_AreTheSame()
    {
        int colour = 19 * 64;
        foreach (ChessState state in ChessPlay.RandomGames(20).Where(state => state.ToPlay >= 0))
        {
            ChessState exchanged = ChessPlay.At(ChessPlay.Exchanged(state.Fen));
            ChessState read = ChessPlay.At(state.Fen); // without the repetitions of the game

            Assert.Equal(read.Actions(), exchanged.Actions());
            for (int player = 0; player < 2; player++)
            {
                float[] seen = read.Observation(ChessPlay.Game, player);
                float[] other = exchanged.Observation(ChessPlay.Game, 1 - player);
                Assert.Equal(seen[..colour], other[..colour]);
                Assert.All(seen[colour..], number => Assert.Equal(player == Side.White ? 1.0f : 0.0f, number));
            }
        }
    }

    [Fact]
    public void Observe_Position_HasItsPlanes()
    {
        ChessState state = ChessPlay.At("r3k3/8/8/8/3Pp3/8/8/4K2R b Kq d3 0 1");

        float[] black = state.Observation(ChessPlay.Game, Side.Black);

        // Rows from the top of black's view: rank 1 is row 0, and files stay.
        int[] pieces = [Cell(0, "e4"), Cell(3, "a8"), Cell(5, "e8"), Cell(6, "d4"), Cell(9, "h1"), Cell(11, "e1")];
        Assert.Equal(pieces, Marks(black[..(12 * 64)]));
        Assert.Equal([0.0f, 1.0f, 1.0f, 0.0f], Enumerable.Range(12, 4).Select(plane => black[plane * 64]));
        Assert.Equal([Cell(0, "d3")], Marks(black[(16 * 64)..(17 * 64)]));

        static int Cell(int plane, string square) => (plane * 64) + Square.Parse(square);
    }

    [Fact]
    public void Observe_RepeatedQuietPosition_CountsBoth()
    {
        ChessState state = ChessPlay.At("startpos");

        state.Play("g1f3 g8f6 f3g1 f6g8");
        float[] seen = state.Observation(ChessPlay.Game, Side.White);

        Assert.Equal((0.5f, 0.04f), (seen[17 * 64], seen[18 * 64]));
    }

    [Theory]
    [InlineData("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "e1g1", "r3k2r/8/8/8/8/8/8/R4RK1 b kq - 1 1")]
    [InlineData("r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "e1c1", "r3k2r/8/8/8/8/8/8/2KR3R b kq - 1 1")]
    [InlineData("r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1", "e8g8", "r4rk1/8/8/8/8/8/8/R3K2R w KQ - 1 2")]
    [InlineData("r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1", "h8h1", "r3k3/8/8/8/8/8/8/R3K2r w Qq - 0 2")] // captures a right
    [InlineData("4k3/8/8/8/3Pp3/8/8/4K3 b - d3 0 1", "e4d3", "4k3/8/8/8/8/3p4/8/4K3 w - - 0 2")]
    [InlineData("4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 1", "e5d6", "4k3/8/3P4/8/8/8/8/4K3 b - - 0 1")]
    public void Apply_UciMove_LeadsToPosition(string fen, string move, string expected)
    {
        ChessState state = ChessPlay.At(fen);

        state.Play(move);

        Assert.Equal(expected, state.Fen);
    }

    private static int[] Marks(float[] planes) => [.. Enumerable.Range(0, planes.Length).Where(index => planes[index] != 0.0f)];

    private static bool IsQueens(Move move)
    {
        (int files, int ranks) = Distance(move);
        return files == 0 || ranks == 0 || files == ranks;
    }

    private static bool IsKnights(Move move) => Distance(move) is (1, 2) or (2, 1);

    private static bool IsUnderpromotion(Move move)
        => move is { Promotion: Piece.Knight or Piece.Bishop or Piece.Rook } && move.From / 8 == 6 && move.To / 8 == 7;

    private static (int Files, int Ranks) Distance(Move move)
        => (Math.Abs((move.From % 8) - (move.To % 8)), Math.Abs((move.From / 8) - (move.To / 8)));
}
