using MuZero.Games.Chess;
using MuZero.Games.Conformance;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Chess;

/// <summary>The end of games, constructed move by move, and what a state remembers.</summary>
public sealed class ChessStateTests
{
    [Theory]
    [InlineData("f2f3 e7e5 g2g4 d8h4", Side.Black)]
    [InlineData("e2e4 e7e5 d1h5 b8c6 f1c4 g8f6 h5f7", Side.White)]
    public void Apply_Checkmate_MoverWins(string moves, int winner)
    {
        ChessState state = ChessPlay.At("startpos");

        Transition transition = state.Play(moves);

        Assert.Equal((Transition.Terminated, ChessEnd.Checkmate, Player.Terminal), (transition, state.End, state.ToPlay));
        Assert.Equal((1.0f, -1.0f), (state.Rewards(2)[winner], state.Rewards(2)[1 - winner]));
        Assert.Empty(state.Actions());
    }

    [Theory]
    [InlineData("7k/8/8/6Q1/8/8/8/K7 w - - 0 1", "g5g6", nameof(ChessEnd.Stalemate))]
    [InlineData("4k3/8/8/8/8/8/3r4/4K3 w - - 0 1", "e1d2", nameof(ChessEnd.InsufficientMaterial))]
    [InlineData("4k3/8/8/8/8/8/R7/4K3 w - - 98 80", "a2a3 e8d8", nameof(ChessEnd.FiftyMoves))]
    public void Apply_Draw_EndsWithoutReward(string fen, string moves, string end)
    {
        ChessState state = ChessPlay.At(fen);

        Transition transition = state.Play(moves);

        Assert.Equal((Transition.Terminated, end, Player.Terminal), (transition, $"{state.End}", state.ToPlay));
        Assert.Equal([0.0f, 0.0f], state.Rewards(2));
    }

    [Theory]
    [InlineData("k7/8/8/8/8/8/8/K7 w - - 0 1", true)]
    [InlineData("k7/8/8/8/8/8/8/KN6 w - - 0 1", true)]
    [InlineData("kb6/8/8/8/8/8/8/K7 w - - 0 1", true)]
    [InlineData("kb6/8/8/8/8/8/7B/K7 w - - 0 1", true)] // b8 and h2 are dark
    [InlineData("k1b5/8/8/8/8/8/8/K1B5 w - - 0 1", false)] // c8 is light, c1 dark
    [InlineData("k7/8/8/8/8/8/8/KBB5 w - - 0 1", false)]
    [InlineData("k7/8/8/8/8/8/8/KNN5 w - - 0 1", false)]
    [InlineData("kn6/8/8/8/8/8/8/KN6 w - - 0 1", false)]
    [InlineData("kb6/8/8/8/8/8/8/KN6 w - - 0 1", false)]
    [InlineData("k7/8/8/8/8/8/P7/K7 w - - 0 1", false)]
    [InlineData("k7/8/8/8/8/8/7R/K7 w - - 0 1", false)]
    public void ToPlay_FewPieces_OverIfNoneCanMate(string fen, bool isOver)
        => Assert.Equal(isOver ? ChessEnd.InsufficientMaterial : ChessEnd.None, ChessPlay.At(fen).End);

    [Fact]
    public void Apply_MateWithTheHundredthQuietMove_Wins()
    {
        ChessState state = ChessPlay.At("7k/5K2/8/8/8/8/8/6R1 w - - 99 80");

        state.Play("g1h1");

        Assert.Equal(ChessEnd.Checkmate, state.End);
        Assert.Equal(1.0f, state.Rewards(2)[Side.White]);
    }

    [Fact]
    public void Apply_PawnMove_FiftyMovesBeginAgain()
    {
        ChessState state = ChessPlay.At("4k3/8/8/8/8/8/P6R/4K3 w - - 99 80");

        Transition transition = state.Play("a2a3 e8d8");

        Assert.Equal((Transition.Continues, 1), (transition, state.Board.QuietMoves));
    }

    [Fact]
    public void Apply_ThirdOccurrence_Draws()
    {
        ChessState state = ChessPlay.At("startpos");

        Transition second = state.Play("g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1");
        Transition third = state.Play("f6g8");

        Assert.Equal((Transition.Continues, Transition.Terminated, ChessEnd.Repetition), (second, third, state.End));
    }

    // The first position had castling rights, so that it is another one when its pieces stand there again; the first to occur three times
    // is that after two moves.
    [Fact]
    public void Apply_RepeatedWithoutCastlingRights_IsAnotherPosition()
    {
        ChessState state = ChessPlay.At("4k2r/8/8/8/8/8/8/4K2R w Kk - 0 1");

        Transition eighth = state.Play("e1e2 e8e7 e2e1 e7e8 e1e2 e8e7 e2e1 e7e8");
        Transition ninth = state.Play("e1e2");
        Transition tenth = state.Play("e8e7");

        Assert.Equal((Transition.Continues, Transition.Continues, Transition.Terminated), (eighth, ninth, tenth));
    }

    // With a black pawn on e4 the position after d2d4 offers a capture en passant that later ones do not.
    [Theory]
    [InlineData("4k2n/8/8/8/4p3/8/3P4/4K2N w - - 0 1", 10)]
    [InlineData("4k2n/8/8/4p3/8/8/3P4/4K2N w - - 0 1", 9)]
    [InlineData("7n/8/8/8/k3p2R/8/3P4/4K2N w - - 0 1", 9)] // the pawn is pinned to its king's rank
    public void Apply_RepeatedWithoutEnPassant_IsAnotherPosition(string fen, int plies)
    {
        ChessState state = ChessPlay.At(fen);
        string[] moves = ["d2d4", .. Enumerable.Repeat<string[]>(["h8g6", "h1g3", "g6h8", "g3h1"], 3).SelectMany(cycle => cycle)];

        int played = 0;
        while (state.ToPlay >= 0)
        {
            state.Play(moves[played++]);
        }

        Assert.Equal((ChessEnd.Repetition, plies), (state.End, played));
    }

    [Fact]
    public void Apply_LongestGame_IsCutWithoutReward()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            ChessState state = LastingGame(seed);
            if (state.End == ChessEnd.Length)
            {
                state.Undo();
                int last = state.Actions().First(action => EndAfter(state, action) == ChessEnd.Length);
                Assert.Equal(Transition.Truncated, state.Apply(last));
                Assert.Equal([0.0f, 0.0f], state.Rewards(2));
                return;
            }
        }

        Assert.Fail("No random game was long enough.");
    }

    [Fact]
    public void LegalActions_PawnBeforeTheLastRank_PromotesToFourKinds()
        => Assert.Equal("a1a2 a1b1 a1b2 a7a8b a7a8n a7a8q a7a8r", ChessPlay.At("8/P6k/8/8/8/8/8/K7 w - - 0 1").Moves());

    [Theory]
    [InlineData("a7a8n", "N7/7k/8/8/8/8/8/K7 b - - 0 1")]
    [InlineData("a7a8b", "B7/7k/8/8/8/8/8/K7 b - - 0 1")]
    [InlineData("a7a8r", "R7/7k/8/8/8/8/8/K7 b - - 0 1")]
    [InlineData("a7a8q", "Q7/7k/8/8/8/8/8/K7 b - - 0 1")]
    public void Apply_Promotion_PutsThePiece(string move, string expected)
    {
        ChessState state = ChessPlay.At("8/P6k/8/8/8/8/8/K7 w - - 0 1");

        state.Play(move);

        Assert.Equal(expected, state.Fen);
    }

    [Fact]
    public void Undo_RandomGame_EveryPositionReturns()
    {
        ChessState state = ChessPlay.At("startpos");
        Stack<(string Fen, ulong Hash, string Moves)> before = new();
        var random = new RandomStream(3);
        while (state.ToPlay >= 0)
        {
            before.Push((state.Fen, state.Hash, state.Moves()));
            int[] actions = state.Actions();
            state.Apply(actions[random.Next(actions.Length)]);
        }

        while (before.TryPop(out (string, ulong, string) expected))
        {
            state.Undo();
            Assert.Equal(expected, (state.Fen, state.Hash, state.Moves()));
        }

        Assert.Throws<InvalidOperationException>(state.Undo);
    }

    [Fact]
    public void CopyTo_StateOfAnotherGame_TakesBackTheSourcesMoves()
    {
        (ChessState source, ChessState target) = (ChessPlay.At("startpos"), ChessPlay.At("startpos"));
        source.Play("e2e4 e7e5 g1f3");
        target.Play("d2d4 d7d5 c2c4");

        source.CopyTo(target);
        target.Undo();
        source.Undo();

        Assert.Equal((source.Fen, source.Moves()), (target.Fen, target.Moves()));
    }

    [Theory]
    [InlineData("e2e4 e7e5 d2d4", "d2d4 e7e5 e2e4", true)] // pawn moves leave nothing to repeat
    [InlineData("g1f3 g8f6 b1c3", "b1c3 g8f6 g1f3", false)] // other positions have occurred, and can occur again
    [InlineData("g1f3 g8f6 f3g1 f6g8 e2e4", "b1c3 b8c6 c3b1 c6b8 e2e4", true)]
    [InlineData("e2e4 e7e5 e1e2 e8e7 e2e1 e7e8 a2a3", "e2e4 e7e5 g1f3 g8f6 f3g1 f6g8 a2a3", false)] // castling rights
    [InlineData("e2e4", "e2e3", false)]
    public void Hash_TwoWays_EqualIfTheSameFollows(string one, string other, bool equal)
    {
        (ChessState first, ChessState second) = (ChessPlay.At("startpos"), ChessPlay.At("startpos"));

        first.Play(one);
        second.Play(other);

        Assert.Equal(equal, first.Hash == second.Hash);
    }

    [Fact]
    public void Hash_SamePieces_DiffersByCountersAndSide()
    {
        string[] fens =
        [
            "4k3/8/8/8/8/8/R7/4K3 w - - 0 1", "4k3/8/8/8/8/8/R7/4K3 w - - 1 1", "4k3/8/8/8/8/8/R7/4K3 b - - 0 1",
            "4k3/8/8/8/8/8/8/R3K3 w - - 0 1", "4k3/8/8/8/8/8/8/R3K3 w Q - 0 1",
            "4k3/8/8/8/3Pp3/8/8/4K3 b - d3 0 1", "4k3/8/8/8/3Pp3/8/8/4K3 b - - 0 1",
        ];

        Assert.Equal(fens.Length, fens.Select(fen => ChessPlay.At(fen).Hash).Distinct().Count());
    }

    [Fact]
    public void Key_PositionsOfRandomGames_IsThatOfTheSamePositionRead()
    {
        foreach (ChessState state in ChessPlay.RandomGames(20))
        {
            Assert.Equal(state.Board.Key, ChessPlay.At(state.Fen).Board.Key);
        }
    }

    [Fact]
    public void Check_Conformance_NoLawIsBroken()
    {
        var options = new ConformanceOptions { Games = 8, TimeLimit = TimeSpan.FromMinutes(1) };

        ConformanceReport report = GameConformance.Check(ChessPlay.Game, options);

        Assert.Equal([], report.Laws.Where(law => !law.Passed).Select(law => $"{law.Name}: {law.Message}"));
        Assert.Equal(8, report.Games);
        Assert.True(report.BytesPerMove < 1.0, $"{report.BytesPerMove:F1} bytes a move");
        Assert.True(report.MovesPerSecond > 1e5, $"{report.MovesPerSecond:F0} moves a second");
    }

    // Random moves of pieces that do not end the game, a pawn only if the fifty moves are nearly over.
    private static ChessState LastingGame(ulong seed)
    {
        ChessState state = ChessPlay.At("startpos");
        var random = new RandomStream(seed);
        while (state.ToPlay >= 0)
        {
            int[] actions = state.Actions();
            int[] lasting = [.. actions.Where(action => EndAfter(state, action) == ChessEnd.None)];
            int[] quiet = [.. lasting.Where(action => IsQuiet(state, action) != state.Board.QuietMoves > 80)];
            int[] choice = quiet.Length > 0 ? quiet : lasting.Length > 0 ? lasting : actions;
            state.Apply(choice[random.Next(choice.Length)]);
        }

        return state;
    }

    private static bool IsQuiet(ChessState state, int action)
    {
        Move move = ChessActions.MoveOf(state.Board, action);
        return state.Board[move.To] == Piece.None && Piece.KindOf(state.Board[move.From]) != Piece.Pawn;
    }

    private static ChessEnd EndAfter(ChessState state, int action)
    {
        state.Apply(action);
        ChessEnd end = state.End;
        state.Undo();
        return end;
    }
}
