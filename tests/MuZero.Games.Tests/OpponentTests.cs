using MuZero.Evaluation;
using MuZero.Games.CartPole;
using MuZero.Games.ConnectFour;
using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>The opponents of evaluations in real games.</summary>
public sealed class OpponentTests
{
    private readonly ConnectFourGame _game = new();

    // 3 4 in the bottom row, open on both sides, win after one more move; before that they must be stopped.
    [Theory]
    [InlineData(new[] { 3, 3, 2, 2 })]
    [InlineData(new[] { 3, 3, 2 })]
    public void Choose_OpenTwo_MinimaxAndMctsExtendOrStopIt(int[] moves)
    {
        IPlayer[] players = [new MinimaxPlayer(_game, 4), new MctsPlayer(_game.Spec, 2000)];

        foreach (IPlayer player in players)
        {
            int[] actions = new int[5];
            player.Choose(
                [.. Enumerable.Repeat(_game.After(moves), 5)], [.. Enumerable.Range(0, 5).Select(seed => new RandomStream((ulong)seed))],
                actions);
            Assert.All(actions, action => Assert.Contains(action, new[] { 1, 4 }));
        }
    }

    [Fact]
    public void Match_MctsAgainstRandom_WinsMoreThan95Percent()
    {
        MatchReport report = new EpisodeRunner(_game, 2)
            .Match(new MctsPlayer(_game.Spec, 1000), new RandomPlayer(_game.Spec), 60, 4, seed: 1);

        Assert.True(report.Total.Score > 0.95, $"{report.Total}");
    }

    [Fact]
    public void Match_GreedyAgainstRandom_WinsMoreThan70Percent()
    {
        MatchReport report = new EpisodeRunner(_game, 2).Match(new GreedyPlayer(_game.Spec), new RandomPlayer(_game.Spec), 400, 4, seed: 1);

        Assert.True(report.Total.Score > 0.7, $"{report.Total}");
    }

    [Fact]
    public void Returns_MctsOnCartPole_BalancesLongerThanRandom()
    {
        CartPoleGame game = new();
        EpisodeRunner runner = new(game, 2);

        double random = runner.Returns(new RandomPlayer(game.Spec), 20, seed: 1).Mean;
        double mcts = runner.Returns(new MctsPlayer(game.Spec, 50), 4, seed: 1).Mean;

        Assert.True(mcts > 5.0 * random, $"{mcts} against {random}");
    }
}
