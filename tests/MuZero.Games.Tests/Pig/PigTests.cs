using MuZero.Evaluation;
using MuZero.Games.Pig;
using MuZero.Numerics;

namespace MuZero.Games.Tests.Pig;

public sealed class PigTests
{
    private const int Hold = 0;
    private const int Roll = 1;

    [Fact]
    public void Apply_RollsAndHold_AddUpAndPassTheTurn()
    {
        IGameState state = new PigGame().After(Roll, 3, Roll, 5);
        Assert.Equal("player 1: 0  player 2: 0  target: 100\nplayer 1 has 10 in this turn", state.Render());

        state.Apply(Hold);

        Assert.Equal("player 1: 10  player 2: 0  target: 100\nplayer 2 has 0 in this turn", state.Render());
        Assert.Equal([Roll], state.Legal()); // a turn begins with a roll
    }

    [Fact]
    public void Apply_One_LosesTheTurnsPoints()
    {
        IGameState state = new PigGame().After(Roll, 5, Roll, 0);

        Assert.Equal("player 1: 0  player 2: 0  target: 100\nplayer 2 has 0 in this turn", state.Render());
        Assert.Equal((1, 0.0f), (state.ToPlay, state.Rewards(2)[0]));
    }

    [Fact]
    public void Apply_PointsReachTheTarget_WinsWithoutAHold()
    {
        IGameState state = new ShortPigGame(10).After(Roll, 4, Roll);

        Transition transition = state.Apply(4);

        Assert.Equal((Transition.Terminated, Player.Terminal), (transition, state.ToPlay));
        Assert.Equal([1.0f, -1.0f], state.Rewards(2));
    }

    [Fact]
    public void Apply_HoldWithoutPoints_IsRefused()
        => Assert.Throws<IllegalActionException>(() => new PigGame().NewGame(0).Apply(Hold));

    [Fact]
    public void Apply_OnesForever_AreCutAtTheTimeLimit()
    {
        ShortPigGame game = new(2);
        IGameState state = game.NewGame(0);
        Transition last = Transition.Continues;
        int decisions = 0;
        for (; last == Transition.Continues; decisions++)
        {
            state.Apply(Roll);
            last = state.Apply(0);
        }

        Assert.Equal((Transition.Truncated, game.Spec.MaxLength), (last, decisions));
    }

    [Fact]
    public void Observe_EitherPlayer_OwnScoreFirst()
    {
        PigGame game = new();
        IGameState state = game.After(Roll, 4, Hold, Roll, 2);

        Assert.Equal([0.05f, 0.0f, 0.0f, 0.03f], state.Observation(game, 0));
        Assert.Equal([0.0f, 0.05f, 0.03f, 0.0f], state.Observation(game, 1));
    }

    // Neller and Presser (2004): the first player wins 53.06 % of games between optimal players.
    [Fact]
    public void Solve_FirstPosition_PublishedWinRate()
        => Assert.Equal(0.5306, (new PigGame().Solve(new PigGame().NewGame(0)) + 1.0) / 2.0, 5e-5);

    // Solved again by iteration over all positions, in no clever order and with a hold allowed at any time.
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(33)]
    public void Solve_EveryPosition_AgreesWithPlainValueIteration(int target)
    {
        double[,,] expected = PlainValueIteration(target);
        PigSolver solver = new(target);

        for (int mine = 0; mine < target; mine++)
        {
            for (int theirs = 0; theirs < target; theirs++)
            {
                for (int points = 0; mine + points < target; points++)
                {
                    Assert.Equal(expected[mine, theirs, points], solver.WinProbability(mine, theirs, points), 1e-9);
                }
            }
        }
    }

    // The player of matches averages over the die by itself; what it asks the solver for are positions after it.
    [Fact]
    public void SolverPlayer_PositionsOfItsGames_RollsOrHoldsAsTheSolutionDoes()
    {
        ShortPigGame game = new(40);
        SolverPlayer player = new(game.Spec, game);
        ChancePlay chance = new(game.Spec);
        RandomStream random = new(1);
        int[] choice = new int[1];
        int holds = 0;
        for (int i = 0; i < 100; i++)
        {
            IGameState state = game.NewGame(0);
            while (state.ToPlay >= 0)
            {
                player.Choose([state], [], choice);
                Assert.Equal(BySolver(game, (PigState)state), choice[0]);
                holds += choice[0] == Hold ? 1 : 0;
                state.Apply(choice[0]);
                chance.Resolve(state, random, []);
            }
        }

        Assert.InRange(holds, 100, 10_000);
    }

    // A hold is best if it is worth as much as the position.
    private static int BySolver(DicePig game, PigState state)
    {
        if (state.TurnPoints == 0)
        {
            return Roll;
        }

        PigState held = (PigState)state.Clone();
        held.Apply(Hold);
        return -game.Solve(held) >= game.Solve(state) - 1e-6f ? Hold : Roll;
    }

    private static double[,,] PlainValueIteration(int target)
    {
        double[,,] wins = new double[target, target, target];
        for (double change = 1.0; change > 1e-13;)
        {
            change = 0.0;
            for (int i = 0; i < target; i++)
            {
                for (int j = 0; j < target; j++)
                {
                    for (int k = 0; i + k < target; k++)
                    {
                        double roll = 1.0 - wins[j, i, 0];
                        for (int pips = 2; pips <= 6; pips++)
                        {
                            roll += i + k + pips >= target ? 1.0 : wins[i, j, k + pips];
                        }

                        double best = Math.Max(roll / 6.0, 1.0 - wins[j, i + k, 0]);
                        change = Math.Max(change, Math.Abs(best - wins[i, j, k]));
                        wins[i, j, k] = best;
                    }
                }
            }
        }

        return wins;
    }
}
