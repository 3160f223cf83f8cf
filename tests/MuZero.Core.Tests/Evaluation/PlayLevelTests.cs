using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class PlayLevelTests
{
    private static readonly GameSpec _spec = new Noughts().Spec;

    [Fact]
    public void Choose_StrongLevels_PlayThePlannersMove()
    {
        for (int number = 4; number <= PlayLevel.Strongest; number++)
        {
            Assert.All(Draws(PlayLevel.Of(number)), action => Assert.Equal(0, action));
        }
    }

    [Fact]
    public void Choose_WeakLevels_DrawOnlyWithinTheGapOfTheBest()
    {
        // Losses 0, 0.1, 0.4, 0.9 and 1.5; the others were not visited.
        Assert.Equal([0, 1, 2, 3], Draws(PlayLevel.Of(1)).Distinct().Order());
        Assert.Equal([0, 1, 2], Draws(PlayLevel.Of(2)).Distinct().Order());
        Assert.Equal([0, 1], Draws(PlayLevel.Of(3)).Distinct().Order());
    }

    [Fact]
    public void Choose_LessLoss_IsDrawnMoreOften()
    {
        int[] counts = [.. Enumerable.Range(0, 4).Select(action => Draws(PlayLevel.Of(1)).Count(drawn => drawn == action))];

        Assert.True(counts[0] > counts[2] && counts[1] > counts[3], string.Join(' ', counts));
        Assert.Equal(Math.Exp(-0.9), counts[3] / (double)counts[0], 0.1);
    }

    [Theory]
    [InlineData(1, 100, 25)]
    [InlineData(1, 4, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 100, 50)]
    [InlineData(5, 100, 100)]
    public void Simulations_Levels_AreSharesOfTheRuns(int number, int simulations, int expected)
        => Assert.Equal(expected, PlayLevel.Of(number).Simulations(simulations));

    [Fact]
    public void LevelPlayer_WeakLevel_DrawsBySeedFromItsStreams()
    {
        var game = new Noughts();
        using LevelPlayer player = new(game.Spec, Agent(game), 1);

        MatchReport one = new EpisodeRunner(game).Match(player, new RandomPlayer(game.Spec), 40, openingPlies: 1, seed: 5);
        MatchReport two = new EpisodeRunner(game, threads: 2).Match(player, new RandomPlayer(game.Spec), 40, openingPlies: 1, seed: 5);

        Assert.Equal("agent@level1", player.Name);
        Assert.Equal(one.Pairs, two.Pairs);
        Assert.Throws<ArgumentException>(() => player.Choose([Noughts.After()], [], new int[1]));
    }

    private static AgentPlayer Agent(Noughts game) => new(
        game.Spec,
        () =>
        {
            StubNetwork network = new(game, dynamics: false);
            return (network, Planner.Create(new PerfectModel(network, game.Spec), new SearchOptions { Simulations = 10 }, 16));
        },
        lanes: 2);

    private static int[] Draws(PlayLevel level)
    {
        Decisions decisions = new(2, _spec);
        float[] values = [0.8f, 0.7f, 0.4f, -0.1f, -0.7f];
        values.CopyTo(decisions.Q(1));
        int[] visits = [9, 4, 3, 2, 1, 0];
        visits.CopyTo(decisions.Visits(1));
        decisions.Action(1) = 0;
        RandomStream random = new(3);
        return [.. Enumerable.Range(0, 2000).Select(_ => level.Choose(decisions, 1, _spec, random))];
    }
}
