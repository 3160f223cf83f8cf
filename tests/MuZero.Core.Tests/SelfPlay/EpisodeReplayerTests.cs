using MuZero.Errors;
using MuZero.Games;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class EpisodeReplayerTests
{
    [Fact]
    public void Observe_PlayedEpisodes_RestoresObservationsExactly()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            IGame game = seed % 2 == 0 ? new EpisodeWalk() : new EpisodeStrip();
            Episode episode = EpisodeMaker.Play(game, seed);
            float[] observations = new float[episode.Observations.Length], final = new float[episode.FinalObservation.Length];

            EpisodeReplayer.Observe(game, episode, observations, final);

            Assert.Equal(episode.Observations, observations);
            Assert.Equal(episode.FinalObservation, final);
        }
    }

    [Fact]
    public void Advance_EachDecision_StateIsThePositionThere()
    {
        var game = new EpisodeStrip();
        Episode episode = EpisodeMaker.Play(game, 3);
        var replayer = new EpisodeReplayer(game, episode);
        float[] seen = new float[10];

        for (int t = 0; t < 5; t++)
        {
            Assert.Equal(t, replayer.Position);
            replayer.State.Observe(episode.ToPlay[t], seen);
            Assert.Equal(episode.Observations[(10 * t)..(10 * (t + 1))], seen);
            replayer.Advance();
        }

        Assert.Equal(Player.Terminal, replayer.State.ToPlay);
    }

    [Fact]
    public void Advance_PastTheEnd_Throws()
    {
        var game = new EpisodeStrip();
        var replayer = new EpisodeReplayer(game, EpisodeMaker.Play(game, 3));
        for (int t = 0; t < 5; t++)
        {
            replayer.Advance();
        }

        Assert.Throws<InvalidOperationException>(replayer.Advance);
    }

    [Fact]
    public void Constructor_OtherVersion_IsIncompatible()
    {
        Episode episode = EpisodeMaker.Play(new EpisodeStrip { Spec = new EpisodeStrip().Spec with { Version = 2 } }, 3);

        Assert.Throws<IncompatibleException>(() => new EpisodeReplayer(new EpisodeStrip(), episode));
    }

    [Theory]
    [InlineData(new[] { 0, 1, 1, 3, 4 }, new[] { 0, 1, 0, 1, 0 }, false, "action 1 is not legal")]
    [InlineData(new[] { 0, 1, 2, 3, 4 }, new[] { 0, 1, 1, 1, 0 }, false, "player 1 does not move here")]
    [InlineData(new[] { 0, 1, 2, 3, 4 }, new[] { 0, 1, 0, 1, 0 }, true, "it ended by the rules but is marked as cut")]
    [InlineData(new[] { 0, 1, 2, 3 }, new[] { 0, 1, 0, 1 }, false, "it is marked as ended but the game goes on")]
    [InlineData(new[] { 0, 1, 2, 3, 4, 4 }, new[] { 0, 1, 0, 1, 0, 1 }, false, "the game was over before")]
    public void Observe_AgainstTheRules_SaysWhat(int[] actions, int[] toPlay, bool truncated, string expected)
    {
        Episode episode = Bare(new EpisodeStrip().Spec, actions, toPlay, truncated);

        var fault = Assert.Throws<CorruptDataException>(() => EpisodeReplayer.Observe(new EpisodeStrip(), episode, new float[60]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Observe_CutByTheActorWhileTheGameGoesOn_IsAllowed()
    {
        Episode episode = Bare(new EpisodeStrip().Spec, [0, 1], [0, 1], truncated: true);

        EpisodeReplayer.Observe(new EpisodeStrip(), episode, new float[20]);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 0 }, new[] { 2 }, "chance outcome 2 is not possible")]
    [InlineData(new[] { 1, 0, 0 }, new[] { 0 }, "the game has no chance node here")]
    [InlineData(new[] { 0, 2, 0 }, new[] { 0, 0 }, "the game has no chance node here")]
    [InlineData(new[] { 0, 0, 0 }, new int[0], "player 0 does not move here")]
    public void Observe_ImpossibleChance_SaysWhat(int[] counts, int[] outcomes, string expected)
    {
        Episode episode = Bare(new EpisodeWalk().Spec, [1, 1], [0, 0], truncated: true, counts, outcomes);

        var fault = Assert.Throws<CorruptDataException>(() => EpisodeReplayer.Observe(new EpisodeWalk(), episode, new float[6]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static Episode Bare(GameSpec spec, int[] actions, int[] toPlay, bool truncated, int[]? counts = null, int[]? outcomes = null)
        => new()
        {
            Game = spec.Id,
            GameVersion = spec.Version,
            Seed = 0,
            Actions = actions,
            ToPlay = toPlay,
            Rewards = [],
            RootValues = [],
            PolicyOffsets = [],
            PolicyActions = [],
            PolicyWeights = [],
            ChanceCounts = counts ?? [],
            ChanceOutcomes = outcomes ?? [],
            Truncated = truncated,
            Observations = [],
        };
}
