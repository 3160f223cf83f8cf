using MuZero.Networks;
using MuZero.Replay;
using MuZero.Runs;
using MuZero.Search;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public sealed class ThreadedActorsTests
{
    [Fact]
    public void Fault_AnActorFailed_SaysWhatHappenedAndStops()
    {
        using ThreadedActors actors = New();
        actors.EpisodeFinished += _ => throw new InvalidDataException("the dice fell off the table");

        actors.Start();

        Assert.True(actors.Stopping.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
        Assert.Contains("the dice fell off the table", actors.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EpisodeFinished_WhilePlaying_ComesBeforeTheBuffer()
    {
        InMemoryReplay replay = NewReplay();
        using ThreadedActors actors = New(replay);
        using ManualResetEventSlim raised = new();
        long inserted = -1;
        actors.EpisodeFinished += _ =>
        {
            Interlocked.CompareExchange(ref inserted, replay.Statistics.InsertedEpisodes, -1);
            raised.Set();
        };

        actors.Start();

        Assert.True(raised.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, Interlocked.Read(ref inserted));
        Assert.Null(actors.Fault);
    }

    private static InMemoryReplay NewReplay() => new(new ReplayOptions { MinPositions = 1, ErrorBuffer = 1e12 }, new EpisodeStrip().Spec);

    private static ThreadedActors New(InMemoryReplay? replay = null)
    {
        EpisodeStrip game = new();
        StubNetwork network = new(game);
        IPlanner planner = Planner.Create(new LearnedModel(network, game.Spec), new SearchOptions { Simulations = 2, DirichletAlpha = 1 },
            positions: 2);
        Actor actor = new("a", game, network, planner, new SelfPlayOptions { Games = 2 }, seed: 1);
        return new ThreadedActors([actor], replay ?? NewReplay(), new InMemoryWeightStore());
    }
}
