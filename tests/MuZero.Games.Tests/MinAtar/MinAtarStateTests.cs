using MuZero.Games.MinAtar;

namespace MuZero.Games.Tests.MinAtar;

public sealed class MinAtarStateTests
{
    private const int Left = 1;

    [Fact]
    public void Apply_SameMoveAsBefore_NoChance()
    {
        IGameState state = new SpaceInvadersGame().NewGame(0);

        state.Apply(0); // as before the first frame

        Assert.Equal(0, state.ToPlay);
    }

    [Fact]
    public void Apply_OtherMove_ChanceOfATenthToRepeatTheLast()
    {
        IGameState state = new SpaceInvadersGame().NewGame(0);
        float[] probabilities = new float[2];

        state.Apply(Left);
        ((IChance)state).ChanceProbabilities(probabilities);

        Assert.Equal(Player.Chance, state.ToPlay);
        Assert.Equal([0.9f, 0.1f], probabilities);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 5)] // the cannon stays
    public void Apply_StickyOutcome_ChosenOrLastMoveIsPlayed(int outcome, int column)
    {
        var game = new SpaceInvadersGame();
        IGameState state = game.NewGame(0);

        state.Apply(Left);
        state.Apply(outcome);

        Assert.Equal(1.0f, state.Observation(game, 0)[(9 * 10) + column]);
    }

    [Fact]
    public void Apply_RepeatedMove_CountsAsTheLast()
    {
        IGameState state = new SpaceInvadersGame().NewGame(0);

        state.Apply(Left);
        state.Apply(1); // none was played
        state.Apply(0);

        Assert.Equal(0, state.ToPlay);
    }

    [Fact]
    public void NewGame_Breakout_BallStartsAtEitherWall()
    {
        var game = new BreakoutGame();
        IGameState state = game.NewGame(0);
        float[] probabilities = new float[2];
        ((IChance)state).ChanceProbabilities(probabilities);

        state.Apply(1);

        Assert.Equal([0.5f, 0.5f], probabilities);
        Assert.Equal(1.0f, state.Observation(game, 0)[100 + 39]);
        Assert.Equal(0, state.ToPlay);
    }

    [Fact]
    public void NewGame_Freeway_EightDiceForTheCars()
    {
        var game = new FreewayGame();
        IGameState state = game.NewGame(0);

        for (int car = 0; car < 8; car++)
        {
            Assert.Equal(Player.Chance, state.ToPlay);
            state.Apply(car);
        }

        Assert.Equal(0, state.ToPlay);
        float[] observation = state.Observation(game, 0);
        Assert.Equal(1.0f, observation[200 + 10 + 9]); // speed 1 to the right: the trail is across the edge
        Assert.Equal(1.0f, observation[500 + 80 + 1]); // speed 4 to the left
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Apply_OutcomeThatIsNone_Throws(int outcome)
    {
        IGameState state = new BreakoutGame().NewGame(0);

        Assert.Throws<IllegalActionException>(() => state.Apply(outcome));
    }

    [Fact]
    public void Apply_AsterixSpawn_FullLaneHasNoProbability()
    {
        var game = new AsterixGame();
        IGameState state = game.NewGame(0);
        float[] probabilities = new float[game.Spec.ChanceOutcomes];
        Wait(state);
        state.Apply(2); // lane 0, to the right, an enemy
        Wait(state);

        ((IChance)state).ChanceProbabilities(probabilities);

        Assert.All(probabilities[..4], probability => Assert.Equal(0.0f, probability));
        Assert.Equal(1.0f, probabilities.Sum(), 1e-6f);
        Assert.Equal(2.0f, probabilities[4] / probabilities[5], 1e-6f); // two enemies for each gold
        Assert.Throws<IllegalActionException>(() => state.Apply(2));
    }

    [Fact]
    public void Apply_SeaquestEnemyAgainstAnother_IsTakenAway()
    {
        var game = new SeaquestGame();
        IGameState state = game.NewGame(0);
        Wait(state);
        state.Apply(2); // a fish in row 1, to the right
        Wait(state);
        state.Apply(8); // a diver in row 5, to the left
        Wait(state);

        state.Apply(0); // a fish in row 1, to the left

        Assert.Equal(1.0f, state.Observation(game, 0)[500..600].Sum());
    }

    // Moves and dice with which an episode lasts: all travellers are gold, the submarine stays at the surface, the paddle follows the ball.
    [Theory]
    [InlineData("asterix")]
    [InlineData("breakout")]
    [InlineData("freeway")]
    [InlineData("seaquest")]
    public void Apply_AtTheTimeLimit_Truncates(string name)
    {
        IGame game = MinAtarOracle.Game(name);
        IGameState state = game.NewGame(0);
        Transition last = Transition.Continues;
        int frames = 0;
        while (last == Transition.Continues)
        {
            bool isDecision = state.ToPlay == 0;
            frames += isDecision ? 1 : 0;
            last = state.Apply(isDecision ? name == "breakout" ? Follow(state.Observation(game, 0)) : 0 : KindOutcome(game, state));
        }

        Assert.Equal(game.Spec.MaxLength, frames);
        Assert.Equal(Transition.Truncated, last);
        Assert.Equal(Player.Terminal, state.ToPlay);
    }

    [Theory]
    [InlineData("asterix", "frame 0  score 0  last move none", '@')]
    [InlineData("breakout", "frame 0  score 0  last move none", '#')]
    [InlineData("freeway", "frame 0  score 0  last move none", '@')]
    [InlineData("seaquest", "frame 0  score 0  last move none  oxygen 200  divers on board 0", '%')]
    [InlineData("space_invaders", "frame 0  score 0  last move none", '<')]
    public void Render_FirstScreen_HasHeadAndBoard(string name, string head, char symbol)
    {
        string[] lines = MinAtarOracle.Game(name).NewGame(0).Render().Split('\n');

        Assert.Equal(12, lines.Length);
        Assert.Equal(head, lines[0]);
        Assert.Contains(lines[2..], line => line.Contains(symbol));
    }

    // Waits until the next die of the game's own.
    private static void Wait(IGameState state)
    {
        while (state.ToPlay == 0)
        {
            state.Apply(0);
        }
    }

    // The chosen move; gold.
    private static int KindOutcome(IGame game, IGameState state)
    {
        float[] probabilities = new float[game.Spec.ChanceOutcomes];
        ((IChance)state).ChanceProbabilities(probabilities);
        bool isSpawn = game is AsterixGame && probabilities[0] != 0.9f;
        return isSpawn ? Array.FindLastIndex(probabilities, probability => probability > 0.0f) : 0;
    }

    // Breakout's move to the column that the ball comes to.
    private static int Follow(ReadOnlySpan<float> observation)
    {
        int paddle = observation[90..100].IndexOf(1.0f);
        int ball = observation[100..200].IndexOf(1.0f) % 10;
        int trail = observation[200..300].IndexOf(1.0f) % 10;
        int column = Math.Clamp(ball + ball - trail, 0, 9);
        return column == paddle ? 0 : column < paddle ? 1 : 2;
    }
}
