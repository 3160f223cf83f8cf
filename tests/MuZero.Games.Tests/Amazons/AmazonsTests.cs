using MuZero.Games.Amazons;

namespace MuZero.Games.Tests.Amazons;

public sealed class AmazonsTests
{
    // 2,176 and 4,307,152: published (for example Kloetzer, Iida and Bouzy 2007, "The Monte-Carlo approach in Amazons"). The others are
    // counted by tests/oracle/amazons.py.
    [Theory]
    [InlineData(10, 1, 2_176)]
    [InlineData(10, 2, 4_307_152)]
    [InlineData(5, 1, 260)]
    [InlineData(5, 2, 50_422)]
    [InlineData(6, 1, 544)]
    [InlineData(6, 2, 238_532)]
    public void LegalActions_FirstPosition_CountsOfTheGameTree(int size, int depth, long expected)
    {
        AmazonsGame game = new(size);

        Assert.Equal(expected, Count(game.NewGame(0), depth, game.Spec.Actions));
    }

    [Theory]
    [InlineData(5, 4_128)]
    [InlineData(6, 9_412)]
    [InlineData(10, 86_980)]
    public void Spec_Size_NumbersTheTriplesOnQueensLines(int size, int actions)
        => Assert.Equal(actions, new AmazonsGame(size).Spec.Actions);

    [Fact]
    public void Move_EveryNumber_IsTheNumbersOwn()
    {
        AmazonsBoard board = new(6);
        for (int action = 0; action < board.Actions; action++)
        {
            (int from, int to, int arrow) = board.Move(action);

            Assert.Equal(action, board.Number(from, to, arrow));
        }
    }

    [Fact]
    public void NewGame_TenRows_AmazonsStandWhereTheyAlwaysDo()
    {
        AmazonsGame game = new(10);
        string[] rows = game.NewGame(0).Render().Split('\n');

        Assert.Equal(". . . O . . O . . .", rows[0]);
        Assert.Equal("O . . . . . . . . O", rows[3]);
        Assert.Equal("X . . . . . . . . X", rows[6]);
        Assert.Equal(". . . X . . X . . .", rows[9]);
    }

    [Fact]
    public void Apply_Move_ClosesTheArrowsSquareAndFreesTheAmazons()
    {
        AmazonsGame game = new(6);
        IGameState state = game.NewGame(0);
        int action = Find(state, game, "b1-b4/b2");

        state.Apply(action);

        Assert.Equal(1, state.ToPlay);
        string[] rows = state.Render().Split('\n');
        Assert.Equal(". X . . . .", rows[2]);
        Assert.Equal("X # . . . X", rows[4]);
        Assert.Equal(". . . . X .", rows[5]);
        Assert.Throws<IllegalActionException>(() => state.Apply(action));
    }

    [Fact]
    public void Apply_OpponentWithoutMoves_WinsForTheMover()
    {
        AmazonsGame game = new(5);
        IGameState state = game.NewGame(0);
        int[] legal = new int[game.Spec.Actions];
        Transition transition = Transition.Continues;
        int mover = 0, moves = 0;
        while (transition == Transition.Continues)
        {
            (mover, moves) = (state.ToPlay, moves + 1);
            transition = state.Apply(legal[state.LegalActions(legal) / 2]);
        }

        Assert.Equal((Transition.Terminated, Player.Terminal), (transition, state.ToPlay));
        Assert.Equal(mover == 0 ? [1.0f, -1.0f] : new[] { -1.0f, 1.0f }, state.Rewards(2));
        Assert.InRange(moves, 5, game.Spec.MaxLength);
    }

    [Fact]
    public void EncodeAction_Move_HasAPointOnEachPlane()
    {
        AmazonsGame game = new(6);
        float[] planes = new float[3 * 36];

        game.EncodeAction(Find(game.NewGame(0), game, "b1-b4/b2"), planes);

        Assert.Equal([31, 36 + 13, 72 + 25], Enumerable.Range(0, planes.Length).Where(i => planes[i] == 1.0f));
        Assert.Equal(3.0f, planes.Sum());
    }

    private static int Find(IGameState state, AmazonsGame game, string text)
    {
        int[] legal = new int[game.Spec.Actions];
        return legal[..state.LegalActions(legal)].Single(action => ((IActionText)state).ActionText(action) == text);
    }

    private static long Count(IGameState state, int depth, int actions)
    {
        int[] legal = new int[actions];
        int count = state.LegalActions(legal);
        if (depth == 1)
        {
            return count;
        }

        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            IGameState next = state.Clone();
            next.Apply(legal[i]);
            sum += Count(next, depth - 1, actions);
        }

        return sum;
    }
}
