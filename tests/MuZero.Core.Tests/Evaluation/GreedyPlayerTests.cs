using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class GreedyPlayerTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Choose_Win_IsTakenBeforeABlock()
    {
        // 0 1 and 3 4: both sides can win, at 2 and at 5.
        Assert.Equal(2, Choose(Noughts.After(0, 3, 1, 4)));
    }

    [Fact]
    public void Choose_OpponentsWin_IsBlocked() => Assert.Equal(8, Choose(Noughts.After(2, 4, 5)));

    [Fact]
    public void Choose_EqualMoves_AreAllDrawn()
    {
        GreedyPlayer player = new(_game.Spec);
        IGameState[] states = [.. Enumerable.Repeat(Noughts.After(), 300)];
        int[] actions = new int[300];

        player.Choose(states, [.. Enumerable.Range(0, 300).Select(seed => new RandomStream((ulong)seed))], actions);

        Assert.Equal(Enumerable.Range(0, 9), actions.Distinct().Order());
    }

    [Fact]
    public void Choose_OnePlayer_TakesTheLargestReward()
    {
        LittleGame game = new("rewards", (_, history) => history.Count == 0 ? new Turn(0) : Turn.Over(history[0] == 1 ? 0.5f : 0.25f));
        int[] actions = new int[1];

        new GreedyPlayer(game.Spec).Choose([game.NewGame(0)], [], actions);

        Assert.Equal(1, actions[0]);
    }

    private int Choose(IGameState state)
    {
        int[] actions = new int[1];
        new GreedyPlayer(_game.Spec).Choose([state], [new RandomStream(1)], actions);
        return actions[0];
    }
}
