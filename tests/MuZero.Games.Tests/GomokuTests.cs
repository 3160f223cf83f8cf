using MuZero.Games.Gomoku;

namespace MuZero.Games.Tests;

/// <summary>Counts by arithmetic, and lines searched a second time on the rendered board.</summary>
public sealed class GomokuTests
{
    private readonly GomokuGame _game = new(15);

    [Fact]
    public void Perft_ThreePlies_KnownCounts()
    {
        long[] nodes = new long[4];
        IGameState state = _game.NewGame(0);

        // The last ply is counted and not played: 11 million moves.
        for (int first = 0; first < 225; first++)
        {
            state.Apply(first);
            nodes[1]++;
            foreach (int second in state.Legal())
            {
                state.Apply(second);
                nodes[2]++;
                nodes[3] += state.Legal().Length;
                ((IUndo)state).Undo();
            }

            ((IUndo)state).Undo();
        }

        Assert.Equal([0, 225, 50_400, 11_239_200], nodes);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, false)]
    [InlineData(6, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(19, true)]
    public void Apply_RandomGames_EndAsOnTheRenderedBoard(int size, bool exactlyFive)
    {
        IGame game = exactlyFive ? new ExactGomokuGame(size) : new GomokuGame(size);
        int wins = 0;
        for (ulong seed = 0; seed < (size < 10 ? 100UL : 10UL); seed++)
        {
            int mover = -1;
            game.PlayRandomly(seed, state =>
            {
                if (mover >= 0)
                {
                    string[] rows = state.Rows();
                    bool won = HasFive(rows, "XO"[mover], exactlyFive);
                    bool over = won || !string.Concat(rows).Contains('.', StringComparison.Ordinal);
                    Assert.Equal(over ? Player.Terminal : 1 - mover, state.ToPlay);
                    Assert.Equal(won ? 1.0f : 0.0f, state.Rewards(2)[mover]);
                    wins += won ? 1 : 0;
                }

                mover = state.ToPlay;
            });
        }

        Assert.True(wins > 0);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Apply_SixInALine_WinsInFreestyleOnly(bool exactlyFive, bool wins)
    {
        IGame game = exactlyFive ? new ExactGomokuGame(9) : new GomokuGame(9);

        IGameState state = game.AfterTexts("a1", "a9", "b1", "b9", "c1", "c9", "e1", "e9", "f1", "f9", "d1");

        Assert.Equal(wins, state.ToPlay == Player.Terminal);
        Assert.Equal(wins ? 1.0f : 0.0f, state.Rewards(2)[0]);
    }

    [Fact]
    public void Apply_FullBoardWithoutFive_Draw()
    {
        // Rows in pairs: no line of five of one colour.
        IGameState state = new GomokuGame(5).AfterTexts(
            "a1", "c1", "b1", "d1", "e1", "a2", "c2", "b2", "d2", "e2", "a3", "c3", "b3", "d3", "e3", "a4", "c4", "b4", "d4", "e4",
            "a5", "c5", "b5", "d5", "e5");

        Assert.Equal(Player.Terminal, state.ToPlay);
        Assert.Equal([0.0f, 0.0f], state.Rewards(2));
    }

    [Fact]
    public void BaselineAction_Four_Completes()
        => AssertBaseline(["h8"], "d8", "d1", "e8", "e1", "f8", "f1", "g8", "c8");

    [Fact]
    public void BaselineAction_OpponentsFour_Blocks()
        => AssertBaseline(["h8"], "c8", "d8", "a1", "e8", "a3", "f8", "c1", "g8");

    [Fact]
    public void BaselineAction_OpponentsOpenThree_BlocksBesideIt()
        => AssertBaseline(["d8", "h8"], "a1", "e8", "o15", "f8", "a15", "g8");

    [Fact]
    public void BaselineAction_OwnOpenThree_MakesAFour()
        => AssertBaseline(["d8", "h8"], "e8", "a1", "f8", "o15", "g8", "a15");

    [Fact]
    public void BaselineAction_SixInALineForbidden_DoesNotCountAsAWin()
    {
        ExactGomokuGame game = new(15);

        // d8 would join a row of six; d6 completes five.
        IGameState state = game.AfterTexts(
            "a8", "o1", "b8", "o3", "c8", "o5", "e8", "o7", "f8", "o9", "e6", "o11", "f6", "o13", "g6", "o15", "h6", "n2");

        Assert.Contains(((IActionText)state).ActionText(game.BaselineAction(state)), (string[])["d6", "i6"]);
    }

    private void AssertBaseline(string[] expected, params string[] moves)
    {
        IGameState state = _game.AfterTexts(moves);

        Assert.Contains(((IActionText)state).ActionText(_game.BaselineAction(state)), expected);
    }

    // Every maximal run of a colour in the rows, columns and diagonals.
    private static bool HasFive(string[] rows, char stone, bool exactlyFive)
    {
        int size = rows.Length;
        (int Row, int Column)[] points = [.. Enumerable.Range(0, size * size).Select(point => (point / size, point % size))];
        IEnumerable<string> lines = points.GroupBy(point => point.Row)
            .Concat(points.GroupBy(point => 100 + point.Column))
            .Concat(points.GroupBy(point => 1000 + point.Row + point.Column))
            .Concat(points.GroupBy(point => 2000 + point.Row - point.Column))
            .Select(line => string.Concat(line.Select(point => rows[point.Row][point.Column])));
        return lines
            .SelectMany(line => line.Split([.. ".XO".Where(symbol => symbol != stone)]))
            .Any(run => exactlyFive ? run.Length == 5 : run.Length >= 5);
    }
}
