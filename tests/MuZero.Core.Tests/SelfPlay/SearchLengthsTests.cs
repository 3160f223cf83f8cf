using MuZero.Networks;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class SearchLengthsTests
{
    private const int Simulations = 12;

    private static readonly SelfPlayOptions _quarter = new() { Games = 4, FullSearchShare = 0.25, QuickSimulations = 3 };

    [Fact]
    public void PlayMove_QuarterOfFullSearches_OnlyTheirPoliciesAreStored()
    {
        using Actor actor = New(_quarter);

        List<Episode> episodes = Play(actor, 400);

        int decisions = episodes.Sum(episode => episode.Length);
        double share = (double)episodes.Sum(episode => Enumerable.Range(0, episode.Length).Count(episode.HasPolicy)) / decisions;
        Assert.InRange(share, 0.25 - 0.06, 0.25 + 0.06); // five standard deviations of 1,600 draws
        Assert.Equal(1600, actor.Moves);
        Assert.InRange((double)actor.Simulations / actor.Moves, 3 + (9 * 0.19), 3 + (9 * 0.31));
        Assert.All(episodes, episode => EpisodeReplayer.Observe(new EpisodeStrip(), episode, new float[episode.Observations.Length]));
    }

    [Fact]
    public void PlayMove_AmongOtherGames_PlaysWhatItPlaysAlone()
    {
        using Actor alone = New(_quarter with { Games = 1 });
        using Actor together = New(_quarter with { Games = 7 });

        List<Episode> expected = Play(alone, 5 * EpisodeStrip.Cells);
        List<Episode> actual = [.. Play(together, 5 * EpisodeStrip.Cells).Where((_, index) => index % 7 == 0)];

        Assert.Equal(expected.Select(episode => episode.Actions), actual.Select(episode => episode.Actions));
        Assert.Equal(expected.Select(episode => episode.RootValues), actual.Select(episode => episode.RootValues));
        Assert.Equal(expected.Select(episode => episode.PolicyOffsets), actual.Select(episode => episode.PolicyOffsets));
    }

    [Fact]
    public void Load_InTheMiddleOfGames_GoesOnBitByBit()
    {
        using Actor first = New(_quarter);
        using Actor second = New(_quarter);
        Play(first, 7);
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        first.Save(writer);
        file.Position = 0;
        second.Load(new BinaryReader(file));

        Assert.Equivalent(Play(first, 20), Play(second, 20), strict: true);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(50, 8)]
    [InlineData(99, 11)]
    [InlineData(100, 12)]
    [InlineData(1_000, 12)]
    public void Plan_ProgressiveSimulations_GrowWithTheStepOfTheWeights(long step, int expected)
    {
        using Actor actor = New(new SelfPlayOptions { Games = 4, ProgressiveSimulations = 4, ProgressiveSteps = 100 });
        actor.Load(new WeightSnapshot(1, default) { Step = step });

        actor.Plan();

        Assert.Equal(4 * expected, actor.Simulations);
    }

    [Fact]
    public void Plan_QuickSearchLongerThanAProgressiveOne_HasItsLength()
    {
        using Actor actor = New(_quarter with { QuickSimulations = 9, ProgressiveSimulations = 4, ProgressiveSteps = 100 });

        actor.Plan();

        Assert.Equal(4 * 4, actor.Simulations);
    }

    private static List<Episode> Play(Actor actor, int steps)
    {
        List<Episode> finished = [];
        for (int i = 0; i < steps; i++)
        {
            actor.PlayMove(finished);
        }

        return finished;
    }

    private static Actor New(SelfPlayOptions options)
    {
        EpisodeStrip game = new();
        StubNetwork network = new(game);
        SearchOptions search = new() { Simulations = Simulations };
        IPlanner planner = Planner.Create(new LearnedModel(network, game.Spec), search, options.Games);
        return new Actor("test", game, network, planner, options, seed: 11);
    }
}
