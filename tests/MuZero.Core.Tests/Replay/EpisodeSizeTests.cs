using MuZero.Errors;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Replay;

public class EpisodeSizeTests
{
    private static readonly GameSpec _spec = new EpisodeLong().Spec with { MaxLength = 10_000_000 };

    [Theory] // A decision takes 16 bytes here: three small numbers, a count of policies, a reward, a value and a weight.
    [InlineData(4_190_000, false)]
    [InlineData(4_200_000, true)]
    public void IsWorthKeeping_LongerThanAFrame_IsRefusedByName(int length, bool isRefused)
    {
        Episode episode = Zeros(length);

        if (isRefused)
        {
            UserException fault = Assert.Throws<UserException>(() => EpisodeCheck.IsWorthKeeping(episode, _spec));
            Assert.Contains("Episode 7 of 'long player' is refused: its 4,200,000 decisions take", fault.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(EpisodeCheck.IsWorthKeeping(episode, _spec));
        }
    }

    [Fact]
    public void SizeBytes_BeyondTheRangeOfInt_IsCounted()
    {
        float[] shared = new float[600_000_000];
        Episode episode = new()
        {
            Game = "long",
            GameVersion = 1,
            Seed = 1,
            Actions = [],
            ToPlay = [],
            Rewards = shared,
            RootValues = shared,
            PolicyOffsets = [0],
            PolicyActions = [],
            PolicyWeights = shared,
            Observations = shared,
        };

        Assert.Equal(256 + 4 + (4L * 4 * 600_000_000), episode.SizeBytes);
    }

    private static Episode Zeros(int length)
    {
        int[] zeros = new int[length];
        int[] offsets = new int[length + 1];
        float[] ones = new float[length];
        ones.AsSpan().Fill(1.0f);
        for (int t = 0; t <= length; t++)
        {
            offsets[t] = t;
        }

        return new Episode
        {
            Game = "long",
            GameVersion = 1,
            Seed = 1,
            Producer = "long player",
            Sequence = 7,
            Actions = zeros,
            ToPlay = zeros,
            Rewards = ones,
            RootValues = ones,
            PolicyOffsets = offsets,
            PolicyActions = zeros,
            PolicyWeights = ones,
            Observations = ones,
        };
    }
}
