using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class PlayerTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Solver_Choose_WinsAndBlocksAndTakesTheFirstOfEquals()
    {
        int[] actions = new int[3];

        new SolverPlayer(_game.Spec, _game).Choose([Noughts.After(0, 3, 1, 4), Noughts.After(2, 4, 5), Noughts.After()], actions);

        Assert.Equal([2, 8, 0], actions);
    }

    [Fact]
    public void Solver_ExtraTurn_KeepsTheSign()
    {
        var game = new ExtraTurns(4);
        int[] actions = new int[1];

        new SolverPlayer(game.Spec, new EveryoneWins()).Choose([game.NewGame(0)], actions);

        Assert.Equal(1, actions[0]);
    }

    [Fact]
    public void Baseline_Choose_AsksTheGame()
    {
        int[] actions = new int[2];

        new BaselinePlayer(_game).Choose([Noughts.After(), Noughts.After(8)], actions);

        Assert.Equal([8, 7], actions);
    }

    [Fact]
    public void Random_Choose_TakesEveryLegalActionAndNoOther()
    {
        var player = new RandomPlayer(_game.Spec, 1);
        IGameState[] states = [.. Enumerable.Repeat(Noughts.After(0, 4, 8), 200)];
        int[] actions = new int[200];

        player.Choose(states, actions);

        Assert.Equal([1, 2, 3, 5, 6, 7], actions.Distinct().Order());
    }

    [Fact]
    public void Agent_MorePositionsThanItsBatch_ChoosesTheSameInAnyBatch()
    {
        IGameState[] states = [.. Enumerable.Range(0, 9).Select(cell => Noughts.After(cell))];
        int[] small = new int[9];
        int[] large = new int[9];

        Agent(batch: 2).Choose(states, small);
        Agent(batch: 9).Choose(states, large);

        Assert.Equal(large, small);
        Assert.True(small.Distinct().Count() > 1);
    }

    private AgentPlayer Agent(int batch)
    {
        PerfectModel model = new(new StubNetwork(_game, dynamics: false), _game.Spec);
        return new AgentPlayer(Planner.Create(model, new SearchOptions { Simulations = 40 }, batch), _game.Spec);
    }

    // The player to move wins, so keeping the turn is best.
    private sealed class EveryoneWins : ISolver
    {
        public float Solve(IGameState state) => 1.0f;
    }
}
