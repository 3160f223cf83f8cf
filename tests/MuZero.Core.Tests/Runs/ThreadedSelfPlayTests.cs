using MuZero.Errors;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.Runs;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

/// <summary>A full buffer lets every draw through at once, so nothing here waits for the limiter.</summary>
public sealed class ThreadedSelfPlayTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly InMemoryReplay _replay = new(new ReplayOptions { MinPositions = 1, ErrorBuffer = 1e12 }, new EpisodeStrip().Spec);

    [Fact]
    public void Sample_Cancelled_EndsThoughNothingWaits()
    {
        Fill();
        using ThreadedSelfPlay selfPlay = New(_ => { });
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => selfPlay.Sample(new ReplaySample[4], new RandomStream(1), cancelled.Token));
    }

    [Fact]
    public void Sample_AfterAnActorsFault_SaysWhatHappened()
    {
        Fill();
        using ThreadedSelfPlay selfPlay = New(_ => throw new InvalidDataException("the dice fell off the table"));
        using CancellationTokenSource tooLate = new(TimeSpan.FromSeconds(30));
        selfPlay.Start();

        UserException fault = Assert.Throws<UserException>(() => SampleForEver(selfPlay, tooLate.Token));

        Assert.Contains("the dice fell off the table", fault.Message, StringComparison.Ordinal);
    }

    private static void SampleForEver(ThreadedSelfPlay selfPlay, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            selfPlay.Sample(new ReplaySample[4], new RandomStream(1), cancellation);
        }
    }

    public void Dispose() => _scratch.Dispose();

    private void Fill() => _replay.TryDeliver(EpisodeMaker.Play(new EpisodeStrip(), 1));

    private ThreadedSelfPlay New(Action<Episode> finished)
    {
        EpisodeStrip game = new();
        StubNetwork network = new(game);
        Actor actor = new(
            "a", game, network, new LearnedModel(network, game.Spec), new SearchOptions { Simulations = 2, DirichletAlpha = 1 }, new SelfPlayOptions { Games = 2 }, seed: 1);
        return new ThreadedSelfPlay([actor], _replay, new FileWeightStore(_scratch.FullPath), finished);
    }
}
