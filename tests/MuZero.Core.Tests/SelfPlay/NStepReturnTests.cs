using FsCheck;
using FsCheck.Fluent;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.SelfPlay;

public class NStepReturnTests
{
    private static readonly float[] _rewards = [1, 0, -1, 2, 0.5f];
    private static readonly float[] _values = [0.2f, 0.4f, -0.1f, 0.3f, 0.6f];
    private static readonly EpisodeWalk _walk = new();
    private static readonly EpisodeStrip _strip = new();

    [Fact] // docs/ALGORITHM.md 6
    public void At_PublishedVector_Matches()
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, _rewards, _values);
        var returns = new NStepReturn(3, 0.997f);
        float[] expected = [0.303299092f, 1.585634184f, 1.491004500f, 2.498500000f, 0.5f];

        for (int t = 0; t < 5; t++)
        {
            Assert.Equal(expected[t], returns.At(episode, t), 1e-6f);
        }
    }

    [Fact]
    public void At_TwoPlayers_OpponentsRewardsAndValuesCountAgainst()
    {
        // Movers 0 1 0 1; the second player's last move wins. n = 2, gamma = 1.
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0, 0, 0, 1], [0.1f, 0.2f, 0.3f, 0.4f]);
        var returns = new NStepReturn(2, 1.0f);

        Assert.Equal([0.3f, 0.4f, -1.0f, 1.0f], Enumerable.Range(0, 4).Select(t => returns.At(episode, t)));
        Assert.Equal(-0.4f, new NStepReturn(1, 1.0f).At(episode, 2));
    }

    [Fact]
    public void At_ExtraTurns_SignFollowsTheMoverNotTheParity()
    {
        Episode episode = EpisodeMaker.Make(_strip.Spec, [0, 0, 0], [0.1f, 0.2f, 0.3f], toPlay: [0, 0, 1], cutValue: 0.5f, finalToPlay: 1);

        Assert.Equal(0.2f, new NStepReturn(1, 1.0f).At(episode, 0));
        Assert.Equal(-0.3f, new NStepReturn(2, 1.0f).At(episode, 0));
        Assert.Equal(-0.5f, new NStepReturn(2, 1.0f).At(episode, 1));
        Assert.Equal(0.5f, new NStepReturn(2, 1.0f).At(episode, 2));
    }

    [Fact] // By hand: rewards are by player, and so is the value at the end of the n steps.
    public void At_ThreePlayers_EachHasItsOwnReturn()
    {
        Episode episode = new(EpisodeMaker.Make(new TableGame(3, 9).Spec, [0, 0, 0], [0, 0, 0]))
        {
            Rewards = [1, 2, 3, 10, 20, 30, 100, 200, 300],
            PlayerValues = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f],
            FinalPlayerValues = [4, 6, 8],
            Truncated = true,
        };
        var one = new NStepReturn(1, 0.5f);
        var all = new NStepReturn(5, 0.5f);

        Assert.Equal([1.2f, 2.25f, 3.3f], Enumerable.Range(0, 3).Select(player => one.At(episode, 0, player, 0)));
        Assert.Equal(
            [10 + 50 + 1.0f, 20 + 100 + 1.5f, 30 + 150 + 2.0f],
            Enumerable.Range(0, 3).Select(player => all.At(episode, 1, player, 0)));
        Assert.Equal(one.At(episode, 1, viewer: 1, fewer: 0), one.At(episode, 1)); // the one to move
    }

    [Theory] // Truncation is not termination, also if n reaches exactly the cut.
    [InlineData(1, 2, 2.0f + (0.5f * 8.0f))]
    [InlineData(2, 1, 1.0f + (0.5f * 2.0f) + (0.25f * 8.0f))]
    [InlineData(5, 1, 1.0f + (0.5f * 2.0f) + (0.25f * 8.0f))]
    [InlineData(1, 1, 1.0f + (0.5f * 0.6f))]
    public void At_Truncated_BootstrapsWithTheValueAtTheCut(int tdSteps, int t, float expected)
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, [0, 1, 2], [0.2f, 0.4f, 0.6f], cutValue: 8.0f);

        Assert.Equal(expected, new NStepReturn(tdSteps, 0.5f).At(episode, t), 1e-6f);
    }

    [Theory] // Rewards that come only at the end are the outcome, wherever they are paid.
    [InlineData(RewardTiming.Terminal, 3.0f, 3.0f)]
    [InlineData(RewardTiming.Terminal, 0.0f, 8.0f)]
    [InlineData(RewardTiming.Stepwise, 3.0f, 11.0f)]
    public void At_Truncated_DoesNotBootstrapIfTheCutPaidTheOutcome(RewardTiming timing, float paid, float expected)
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, [0, 0, paid], [0.2f, 0.4f, 0.6f], cutValue: 8.0f);

        Assert.Equal(expected, new NStepReturn(int.MaxValue, 1.0f, timing).At(episode, 0));
    }

    [Fact]
    public void FillPriorities_Values_AreDistancesToTheReturn()
    {
        Episode episode = EpisodeMaker.Make(_walk.Spec, [1, 1], [0.5f, 3.0f]);
        float[] priorities = new float[2];

        new NStepReturn(10, 0.5f).FillPriorities(episode, priorities);

        Assert.Equal([1.0f, 2.0f], priorities);
    }

    [Fact]
    public void For_ZeroTdSteps_DerivesFromTheRewards()
    {
        Assert.Equal((10, 0.9f), (NStepReturn.For(_walk.Spec, 0).TdSteps, NStepReturn.For(_walk.Spec, 0).Discount));
        Assert.Equal(int.MaxValue, NStepReturn.For(_strip.Spec, 0).TdSteps);
        Assert.Equal(4, NStepReturn.For(_strip.Spec, 4).TdSteps);
    }

    [Fact]
    public void At_ToTheEndUndiscounted_IsTheSumOfTheMoversOwnRewards()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            int length = 1 + random.Next(40);
            float[] rewards = [.. Enumerable.Range(0, length).Select(_ => (float)(random.Next(9) - 4))];
            int[] toPlay = [.. Enumerable.Range(0, length).Select(_ => random.Next(2))];
            Episode episode = EpisodeMaker.Make(_strip.Spec, rewards, new float[length], toPlay);
            int t = random.Next(length);
            float own = 0.0f;
            for (int i = t; i < length; i++)
            {
                own += episode.Reward(i, toPlay[t]);
            }

            return new NStepReturn(int.MaxValue, 1.0f).At(episode, t) == own && new NStepReturn(length, 1.0f).At(episode, t) == own;
        });

        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 1.0f)]
    [InlineData(1, 0.0f)]
    [InlineData(1, 1.5f)]
    [InlineData(1, float.NaN)]
    public void Constructor_OutOfRange_Throws(int tdSteps, float discount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NStepReturn(tdSteps, discount));
}
