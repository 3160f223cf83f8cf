using MuZero.Evaluation;
using MuZero.Games.TicTacToe;

namespace MuZero.Games.Tests;

/// <summary>Counts and probabilities computed outside the engine (docs/ALGORITHM.md 6).</summary>
public sealed class TicTacToeTests
{
    private readonly TicTacToeGame _game = new();

    [Fact]
    public void Perft_WholeTree_NodesPerPly()
    {
        long[] nodes = new long[10];

        GameWalk.CountNodes(_game.NewGame(0), nodes);

        Assert.Equal([1, 9, 72, 504, 3024, 15120, 54720, 148176, 200448, 127872], nodes);
    }

    [Fact]
    public void Games_WholeTree_WonLostDrawn()
    {
        long[] ends = new long[3]; // X, O, draw

        CountEnds(_game.NewGame(0), ends);

        Assert.Equal([131_184, 77_904, 46_080], ends);
        Assert.Equal(255_168, ends.Sum());
    }

    [Fact]
    public void Hash_WholeTree_TellsAllPositionsApart()
    {
        var positions = new Dictionary<ulong, string>();
        int terminal = 0;

        Collect(_game.NewGame(0));

        Assert.Equal(5478, positions.Count);
        Assert.Equal(958, terminal);
        Assert.Equal(5478, positions.Values.Distinct().Count());

        void Collect(IGameState state)
        {
            if (positions.TryAdd(((IHashable)state).Hash, state.Render()))
            {
                terminal += state.ToPlay == Player.Terminal ? 1 : 0;
                foreach (int action in state.Legal())
                {
                    IGameState next = state.Clone();
                    next.Apply(action);
                    Collect(next);
                }
            }
        }
    }

    [Fact]
    public void RandomPlay_Exactly_KnownProbabilities()
    {
        double[] ends = new double[3];

        Spread(_game.NewGame(0), 1.0, ends);

        Assert.Equal(737.0 / 1260, ends[0], 12);
        Assert.Equal(121.0 / 420, ends[1], 12);
        Assert.Equal(8.0 / 63, ends[2], 12);
    }

    [Fact]
    public void Solve_FirstPosition_Draw() => Assert.Equal(0.0f, _game.Solve(_game.NewGame(0)));

    [Fact]
    public void Solve_EdgeAnsweredInTheWrongCorner_WinsForX() => Assert.Equal(1.0f, _game.Solve(_game.After(0, 1)));

    [Fact]
    public void Accuracy_SolverInAllPositions_NoMistakeAndKnownShareAtRandom()
    {
        AccuracyJudge judge = new(_game, AccuracyJudge.AllPositions, [], threads: 2);

        AccuracyReport report = judge.Judge(new SolverPlayer(_game.Spec, _game));

        Assert.Equal((4520, 4520), (report.Total.Positions, report.Total.Kept));
        Assert.Equal(137_551.0 / 237_300.0, report.Total.RandomShare, 1e-9); // computed outside the engine, in fractions
    }

    [Fact]
    public void BaselineAction_OwnLineOpen_Wins() => Assert.Equal(2, _game.BaselineAction(_game.After(0, 3, 1, 4)));

    [Fact]
    public void BaselineAction_OpponentsLineOpen_Blocks() => Assert.Equal(2, _game.BaselineAction(_game.After(0, 4, 1)));

    [Fact]
    public void Apply_TakenPoint_NamesActionAndLegalOnes()
    {
        IGameState state = _game.After(4);

        var error = Assert.ThrowsAny<ArgumentException>(() => state.Apply(4));

        Assert.Contains("action 4 is not legal here; legal: 0 (a1), 1 (b1)", error.Message);
    }

    [Fact]
    public void Apply_AfterTheEnd_SaysThatItIsOver()
    {
        IGameState state = _game.After(0, 3, 1, 4, 2);

        var error = Assert.ThrowsAny<ArgumentException>(() => state.Apply(8));

        Assert.Contains("the episode is over", error.Message);
    }

    [Fact]
    public void Observe_BothPlayers_OwnStonesFirstAndColour()
    {
        IGameState state = _game.After(4, 0);

        float[] crosses = state.Observation(_game, 0);
        float[] noughts = state.Observation(_game, 1);

        Assert.Equal([4], Indices(crosses[..9]));
        Assert.Equal([0], Indices(crosses[9..18]));
        Assert.Equal([0], Indices(noughts[..9]));
        Assert.Equal([4], Indices(noughts[9..18]));
        Assert.All(crosses[18..], number => Assert.Equal(1.0f, number));
        Assert.All(noughts[18..], number => Assert.Equal(0.0f, number));
    }

    [Fact]
    public void Render_SomeStones_LabelledBoard() => Assert.Equal("  a b c\n1 O . .\n2 . X .\n3 . . .", _game.After(4, 0).Render());

    private static int[] Indices(float[] plane) => [.. Enumerable.Range(0, plane.Length).Where(index => plane[index] == 1.0f)];

    private static int End(IGameState state) => state.Rewards(2)[0] switch { > 0 => 0, < 0 => 1, _ => 2 };

    private static void CountEnds(IGameState state, long[] ends)
    {
        Span<int> legal = stackalloc int[9];
        legal = legal[..state.LegalActions(legal)];
        if (legal.IsEmpty)
        {
            ends[End(state)]++;
        }

        foreach (int action in legal)
        {
            state.Apply(action);
            CountEnds(state, ends);
            ((IUndo)state).Undo();
        }
    }

    private static void Spread(IGameState state, double probability, double[] ends)
    {
        int[] legal = state.Legal();
        if (legal.Length == 0)
        {
            ends[End(state)] += probability;
        }

        foreach (int action in legal)
        {
            IGameState next = state.Clone();
            next.Apply(action);
            Spread(next, probability / legal.Length, ends);
        }
    }
}
