using MuZero.Errors;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Contracts;

/// <summary>The behaviour of every sink of episodes. A class per implementation derives from it.</summary>
public abstract class EpisodeSinkContract
{
    private protected static EpisodeStrip Game { get; } = new();

    /// <summary>A sink with room, for episodes of <see cref="Game"/>.</summary>
    protected abstract IEpisodeSink Sink { get; }

    /// <summary>Episodes that it took over.</summary>
    protected abstract long Taken { get; }

    [Fact]
    public void Deliver_Episodes_AreTakenOver()
    {
        Sink.Deliver(EpisodeMaker.Play(Game, 1), CancellationToken.None);
        Sink.Deliver(EpisodeMaker.Play(Game, 2, sequence: 1), CancellationToken.None);

        Assert.Equal(2, Taken);
    }

    [Fact]
    public void Deliver_NoDecisions_IsIgnored()
    {
        Sink.Deliver(EpisodeMaker.Make(Game.Spec, [], []), CancellationToken.None);

        Assert.Equal(0, Taken);
    }

    [Fact]
    public void Deliver_OtherGameOrVersion_IsIncompatible()
    {
        var newer = new EpisodeStrip { Spec = Game.Spec with { Version = 9 } };

        Assert.Throws<IncompatibleException>(() => Sink.Deliver(EpisodeMaker.Play(new EpisodeWalk(), 1), CancellationToken.None));
        Assert.Throws<IncompatibleException>(() => Sink.Deliver(EpisodeMaker.Play(newer, 1), CancellationToken.None));
        Assert.Equal(0, Taken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Deliver_NumberNotFinite_IsRefused(int field)
    {
        Episode episode = EpisodeMaker.Play(Game, 1);
        float[][] fields = [episode.Rewards, episode.RootValues, episode.PolicyWeights, episode.Observations, episode.Priorities];
        fields[field][^1] = float.NaN;

        var refusal = Assert.Throws<UserException>(() => Sink.Deliver(episode, CancellationToken.None));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Equal(0, Taken);
    }
}
