using MuZero.Learning;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class ResignationTests
{
    private const double Play = 0.9;
    private const double Control = 0.0;

    private static readonly Noughts _game = new();
    private static readonly SelfPlayOptions _options = new()
    { Games = 2, ResignThreshold = -0.8, ResignMoves = 2, ResignControlShare = 0.5 };

    [Fact]
    public void IsNow_BeforeControlEpisodes_NobodyResigns()
    {
        Resignation resignation = Resignation.Of(_options, _game.Spec)!;
        resignation.Reset(0, Play);

        Assert.False(Search(resignation, 0, 2, -1.0f));
        Assert.False(Search(resignation, 0, 4, -1.0f));
        Assert.Equal(float.NegativeInfinity, resignation.Threshold);
    }

    [Fact]
    public void Threshold_NineteenRightResignations_IsTheirLargestLevel()
    {
        Resignation resignation = Resignation.Of(_options, _game.Spec)!;
        for (int episode = 0; episode < 18; episode++)
        {
            Observe(resignation, -0.9f, first: -1.0f);
        }

        Assert.Equal(float.NegativeInfinity, resignation.Threshold);
        Observe(resignation, -0.85f, first: -1.0f);
        Assert.Equal(-0.85f, resignation.Threshold, 1e-6f);
    }

    // 19 lost at -0.95 and then wins above: one wrong of 20 would be 2 / 21 with the one assumed, above 5 %.
    [Fact]
    public void Threshold_WrongResignations_StayAboveIt()
    {
        Resignation resignation = Resignation.Of(_options, _game.Spec)!;
        for (int episode = 0; episode < 19; episode++)
        {
            Observe(resignation, -0.95f, first: -1.0f);
        }

        Observe(resignation, -0.85f, first: 1.0f);
        Observe(resignation, -0.84f, first: 0.0f);

        Assert.Equal(-0.95f, resignation.Threshold, 1e-6f);
    }

    [Fact]
    public void Threshold_LevelsAboveTheOption_DoNotCount()
    {
        Resignation resignation = Resignation.Of(_options, _game.Spec)!;
        for (int episode = 0; episode < 40; episode++)
        {
            Observe(resignation, -0.7f, first: -1.0f);
        }

        Assert.Equal(float.NegativeInfinity, resignation.Threshold);
    }

    [Theory]
    [InlineData(-0.9f, -0.9f, -1.0f, true)] // two searches in a row
    [InlineData(-0.9f, -0.5f, -1.0f, false)] // the second has hope
    [InlineData(-0.9f, -0.9f, 0.0f, false)] // a child has hope
    public void IsNow_Searches_MustAllBeWithoutHope(float first, float second, float child, bool expected)
    {
        Resignation resignation = Calibrated(-0.85f);
        resignation.Reset(0, Play);

        Assert.False(Search(resignation, 0, 2, first, child));
        Assert.False(Search(resignation, 1, 3, -1.0f)); // the opponent's searches count apart
        Assert.Equal(expected, Search(resignation, 0, 4, second, child));
        Assert.Equal(expected ? 4 : -1, resignation.End(0, -1.0f));
    }

    [Fact]
    public void IsNow_ControlEpisode_GoesOnAndNamesTheDecision()
    {
        Resignation resignation = Calibrated(-0.85f);
        resignation.Reset(0, Control);

        Assert.False(Search(resignation, 0, 2, -0.9f));
        Assert.False(Search(resignation, 0, 4, -0.9f));
        Assert.False(Search(resignation, 0, 6, -0.9f));

        Assert.Equal(4, resignation.End(0, 1.0f));
    }

    [Fact]
    public void Load_OfSave_HasTheSameThreshold()
    {
        Resignation saved = Calibrated(-0.85f), loaded = Resignation.Of(_options, _game.Spec)!;
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        saved.Save(writer);
        file.Position = 0;

        loaded.Load(new BinaryReader(file));

        Assert.Equal(saved.Threshold, loaded.Threshold);
        Assert.Equal(file.Length, file.Position);
    }

    [Fact]
    public void PlayMove_Resignations_AreLossesThatTheRulesAllow()
    {
        SelfPlayOptions options = new()
        { Games = 4, ResignThreshold = -0.1, ResignMoves = 1, ResignControlShare = 0.3, ResignFalsePositives = 1.0 };
        StubNetwork network = new(_game, dynamics: false);
        IPlanner planner = Planner.Create(new PerfectModel(network, _game.Spec), new SearchOptions { Simulations = 12 }, options.Games);
        using Actor actor = new("test", _game, network, planner, options, seed: 4, surprises: true);
        List<Episode> episodes = [];
        for (int i = 0; i < 400; i++)
        {
            actor.PlayMove(episodes);
        }

        Episode[] resigned = [.. episodes.Where(episode => episode.Resigned)];
        Assert.InRange(resigned.Length, 10, episodes.Count - 10);
        Assert.Contains(episodes, episode => episode.Resignation >= 0 && !episode.Resigned);
        Assert.All(episodes, episode => Assert.Equivalent(episode, EpisodeCodec.Decode(EpisodeCodec.Encode(episode), _game), strict: true));
        Assert.All(resigned, episode =>
        {
            Assert.Equal((true, -1.0f), (episode.Truncated, episode.FinalValue));
            Assert.Equal((-1.0f, 1.0f), (episode.Outcome(episode.FinalToPlay), episode.Outcome(1 - episode.FinalToPlay)));
            NStepReturn returns = NStepReturn.For(_game.Spec, int.MaxValue);
            Assert.All(Enumerable.Range(0, episode.Length),
                t => Assert.Equal(episode.ToPlay[t] == episode.FinalToPlay ? -1.0f : 1.0f, returns.At(episode, t)));
        });
        Assert.Equal(1600 - actor.Moves, resigned.Length); // a resignation is not a move
    }

    [Fact]
    public void Fill_PastAResignation_IsUnknown()
    {
        Episode episode = new(EpisodeMaker.Make(_game.Spec, [0, 0, 0], [0, 0, 0], cutValue: -1.0f, finalToPlay: 1)) { Resignation = 3 };
        TargetBuilder builder = new(_game, unrollSteps: 2, tdSteps: 0, useSymmetries: false);
        TrainingBatch batch = builder.CreateBatch(1);

        builder.Fill(batch, 0, new ReplaySample(new PositionKey(0, 2), episode, 1.0, 1.0f), new RandomStream(1));

        Assert.Equal([1, 0, 0], batch.ValueMask);
        Assert.Equal(1.0f, batch.Values[0]); // the winner's last move
        Assert.Equal([0, 1, 0], batch.RewardMask);
        Assert.Equal(0.0f, batch.Rewards[1]);
    }

    // Nineteen right resignations at a level.
    private static Resignation Calibrated(float level)
    {
        Resignation resignation = Resignation.Of(_options, _game.Spec)!;
        for (int episode = 0; episode < 19; episode++)
        {
            Observe(resignation, level, first: -1.0f);
        }

        return resignation;
    }

    // A control episode in which the first player's hope fell to a level.
    private static void Observe(Resignation resignation, float level, float first)
    {
        resignation.Reset(1, Control);
        Search(resignation, 0, 2, level, game: 1);
        Search(resignation, 0, 4, -1.0f, game: 1);
        resignation.End(1, first);
    }

    private static bool Search(Resignation resignation, int player, int decision, float value, float child = -1.0f, int game = 0)
    {
        Decisions decisions = new(2, _game.Spec);
        decisions.Value(1) = value;
        decisions.Visits(1)[3] = 5;
        decisions.Q(1)[3] = child;
        decisions.Q(1)[4] = 1.0f; // of an action without visits
        return resignation.IsNow(game, player, decision, decisions, entry: 1);
    }
}
