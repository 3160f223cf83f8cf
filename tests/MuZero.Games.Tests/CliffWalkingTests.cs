using MuZero.Games.CliffWalking;

namespace MuZero.Games.Tests;

public sealed class CliffWalkingTests
{
    private const int Up = 0, Right = 1, Down = 2, Left = 3;

    private readonly CliffWalkingGame _game = new();

    [Fact]
    public void ValueIteration_OverPlayedSteps_OptimumIsMinusThirteen()
    {
        // Cells are found and steps taken only through the contract, independent of the implementation.
        Dictionary<int, IGameState> cells = Reachable();
        var values = cells.Keys.ToDictionary(cell => cell, _ => 0.0f);

        for (int sweep = 0; sweep < 60; sweep++)
        {
            foreach ((int cell, IGameState state) in cells)
            {
                values[cell] = state.ToPlay < 0 ? 0.0f : state.Legal().Max(action =>
                {
                    IGameState next = Step(state, action);
                    return next.Rewards(1)[0] + values[Cell(next)];
                });
            }
        }

        Assert.Equal(38, cells.Count); // 48 less the cliff's ten
        Assert.Equal(-13.0f, values[Cell(_game.NewGame(0))]);
        Assert.All(cells, pair => Assert.Equal(values[pair.Key], _game.Solve(pair.Value)));
    }

    [Fact]
    public void Apply_ShortestWay_TerminatesWithMinusThirteen()
    {
        IGameState state = _game.NewGame(0);
        int[] way = [Up, .. Enumerable.Repeat(Right, 11), Down];
        float sum = 0.0f;

        Transition last = Transition.Continues;
        foreach (int action in way)
        {
            last = state.Apply(action);
            sum += state.Rewards(1)[0];
        }

        Assert.Equal(Transition.Terminated, last);
        Assert.Equal(-13.0f, sum);
    }

    [Theory]
    [InlineData(new[] { Right })]
    [InlineData(new[] { Up, Right, Down })]
    [InlineData(new[] { Up, Right, Right, Right, Right, Right, Right, Right, Right, Right, Right, Down })]
    public void Apply_IntoTheCliff_CostsAHundredAndLeadsBack(int[] actions)
    {
        IGameState state = _game.After(actions[..^1]);

        Transition transition = state.Apply(actions[^1]);

        Assert.Equal(Transition.Continues, transition);
        Assert.Equal(-100.0f, state.Rewards(1)[0]);
        Assert.Equal(Cell(_game.NewGame(0)), Cell(state));
    }

    [Theory]
    [InlineData(Left)]
    [InlineData(Down)]
    public void Apply_OffTheBoard_StaysAndCostsOne(int action)
    {
        IGameState state = _game.After(action);

        Assert.Equal(-1.0f, state.Rewards(1)[0]);
        Assert.Equal(Cell(_game.NewGame(0)), Cell(state));
    }

    [Fact]
    public void Apply_HundredthStep_Truncates()
    {
        IGameState state = _game.After([.. Enumerable.Repeat(Left, 99)]);

        Transition transition = state.Apply(Left);

        Assert.Equal(Transition.Truncated, transition);
        Assert.Equal(Player.Terminal, state.ToPlay);
    }

    [Fact]
    public void Apply_GoalAtTheHundredthStep_Terminates()
    {
        IGameState state = _game.After([.. Enumerable.Repeat(Left, 87), Up, .. Enumerable.Repeat(Right, 11)]);

        Assert.Equal(Transition.Terminated, state.Apply(Down));
    }

    [Fact]
    public void Hash_SameCellOtherTime_Differs()
        => Assert.NotEqual(((IHashable)_game.NewGame(0)).Hash, ((IHashable)_game.After(Left)).Hash);

    [Fact]
    public void Render_OneStepUp_ShowsAgentAndCliff()
        => Assert.Equal("............\n............\n@...........\nS##########G", _game.After(Up).Render());

    private static IGameState Step(IGameState state, int action)
    {
        IGameState next = state.Clone();
        next.Apply(action);
        return next;
    }

    private int Cell(IGameState state) => Array.IndexOf(state.Observation(_game, 0), 1.0f);

    // Breadth first, so every cell is met with the most time left.
    private Dictionary<int, IGameState> Reachable()
    {
        IGameState first = _game.NewGame(0);
        var found = new Dictionary<int, IGameState> { [Cell(first)] = first };
        var open = new Queue<IGameState>([first]);
        while (open.TryDequeue(out IGameState? state))
        {
            foreach (IGameState next in state.Legal().Select(action => Step(state, action)))
            {
                if (found.TryAdd(Cell(next), next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return found;
    }
}
