using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Learning;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class OddGamePlayTests
{
    [Fact]
    public void PlayMove_CoinMayEndTheGameFirst_SuchEpisodesAreSkippedAndCounted()
    {
        using Actor actor = New(OddGames.CoinFirst);

        List<Episode> episodes = Play(actor, 20);

        Assert.NotEmpty(episodes);
        Assert.All(episodes, episode => Assert.Equal(1, episode.Length));
        Assert.All(episodes, episode => EpisodeReplayer.Observe(OddGames.CoinFirst, episode, new float[episode.Observations.Length]));
        Assert.True(actor.Skipped > 0);
        Assert.Equal(Enumerable.Range(0, episodes.Count).Select(i => (long)i), episodes.Select(episode => episode.Sequence));
    }

    [Fact]
    public void New_EveryEpisodeEndsBeforeItsFirstDecision_IsRefusedByItsLaw()
    {
        var fault = Assert.Throws<UserException>(() => New(OddGames.NeverBegins));

        Assert.Contains("10,000 episodes of stillborn in a row were over before their first decision (law 'first-decision'", fault.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PlayMove_GameThatNeverEnds_IsCutAtMaxLength(bool perfect)
    {
        using Actor actor = New(OddGames.Endless, perfect);

        List<Episode> episodes = Play(actor, 25);

        Assert.Equal(4, episodes.Count); // 2 games, 2 episodes of 10 decisions each
        Assert.All(episodes, episode =>
        {
            Assert.Equal((10, true, 0), (episode.Length, episode.Truncated, episode.FinalToPlay));
            EpisodeReplayer.Observe(OddGames.Endless, episode, new float[episode.Observations.Length]);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PlayMove_NoLegalAction_IsRefusedByItsLaw(bool perfect)
    {
        using Actor actor = New(OddGames.Stuck, perfect);

        var fault = Assert.Throws<UserException>(() => Play(actor, 5));

        Assert.Contains("Player 0 is to move and has no legal action (law 'legal-actions'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Add a pass", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Returns_GameThatNeverEnds_IsCutAtMaxLength()
    {
        ReturnReport report = new EpisodeRunner(OddGames.Endless).Returns(new RandomPlayer(OddGames.Endless.Spec), 5, seed: 1);

        Assert.Equal((5, 10.0), (report.Episodes, report.MeanLength));
    }

    [Fact]
    public void Returns_NoLegalAction_IsRefusedByItsLaw()
    {
        var fault = Assert.Throws<UserException>(() => new EpisodeRunner(OddGames.Stuck)
            .Returns(new RandomPlayer(OddGames.Stuck.Spec), 5, seed: 1));

        Assert.Contains("law 'legal-actions'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Returns_GameThatThrows_NamesTheGameInOneLine()
    {
        var fault = Assert.Throws<UserException>(() => new EpisodeRunner(OddGames.Throws)
            .Returns(new RandomPlayer(OddGames.Throws.Spec), 5, seed: 1));

        Assert.StartsWith("A game of throws stopped with FormatException: no third move. If the game threw it, 'muzero games check'",
            fault.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.RunFailed, fault.ExitCode);
    }

    [Fact]
    public void ClippedShare_TargetsBeyondTheHeads_AreCountedWhereKnown()
    {
        TrainingBatch batch = new(size: 1, unrollSteps: 1, observationLength: 1, actions: 1);
        (batch.Values[0], batch.Values[1]) = (0.5f, -1.5f);
        (batch.Rewards[0], batch.Rewards[1]) = (9.0f, 1.0f);
        (batch.ValueMask[0], batch.ValueMask[1], batch.RewardMask[1]) = (1.0f, 1.0f, 1.0f);

        Assert.Equal(1.0 / 3.0, batch.ClippedShare(1.0f), 1e-9);
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

    private static Actor New(LittleGame game, bool perfect = false)
    {
        StubNetwork network = new(game);
        ISearchModel model = perfect ? new PerfectModel(network, game.Spec) : new LearnedModel(network, game.Spec);
        IPlanner planner = Planner.Create(model, new SearchOptions { Simulations = 8 }, 2);
        return new Actor("test", game, network, planner, new SelfPlayOptions { Games = 2 }, seed: 3);
    }
}
