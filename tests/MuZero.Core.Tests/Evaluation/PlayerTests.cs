using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class PlayerTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Solver_Choose_WinsAndBlocksAndTakesTheFirstOfEquals()
    {
        int[] actions = new int[3];

        new SolverPlayer(_game.Spec, _game).Choose([Noughts.After(0, 3, 1, 4), Noughts.After(2, 4, 5), Noughts.After()], [], actions);

        Assert.Equal([2, 8, 0], actions);
    }

    [Fact]
    public void Solver_ExtraTurn_KeepsTheSign()
    {
        var game = new ExtraTurns(4);
        int[] actions = new int[1];

        new SolverPlayer(game.Spec, new EveryoneWins()).Choose([game.NewGame(0)], [], actions);

        Assert.Equal(1, actions[0]);
    }

    [Fact]
    public void Solver_PositionThatCannotBeSolved_PlaysByTheRuleOfThumb()
    {
        int[] actions = new int[2];

        new SolverPlayer(_game.Spec, new Unsolved(_game)).Choose([Noughts.After(), Noughts.After(8)], [], actions);

        Assert.Equal([8, 7], actions);
    }

    [Fact]
    public void Baseline_Choose_AsksTheGame()
    {
        int[] actions = new int[2];

        new BaselinePlayer(_game).Choose([Noughts.After(), Noughts.After(8)], [], actions);

        Assert.Equal([8, 7], actions);
    }

    [Fact]
    public void Random_Choose_TakesEveryLegalActionAndNoOther()
    {
        var player = new RandomPlayer(_game.Spec);
        IGameState[] states = [.. Enumerable.Repeat(Noughts.After(0, 4, 8), 200)];
        int[] actions = new int[200];

        player.Choose(states, [.. Enumerable.Range(0, 200).Select(seed => new RandomStream((ulong)seed))], actions);

        Assert.Equal([1, 2, 3, 5, 6, 7], actions.Distinct().Order());
    }

    [Fact]
    public void Random_NoStreams_IsRefused()
        => Assert.Throws<ArgumentException>(() => new RandomPlayer(_game.Spec).Choose([Noughts.After()], [], new int[1]));

    private sealed class Unsolved(IBaseline baseline) : ISolver, IBaseline
    {
        public bool CanSolve(IGameState state) => false;

        public float Solve(IGameState state) => throw new InvalidOperationException("That takes too long.");

        public int BaselineAction(IGameState state) => baseline.BaselineAction(state);
    }

    // The player to move wins, so keeping the turn is best.
    private sealed class EveryoneWins : ISolver
    {
        public float Solve(IGameState state) => 1.0f;
    }
}
