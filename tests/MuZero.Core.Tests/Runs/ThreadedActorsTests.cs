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

    [Fact]
    public void Threads_FewerThanThereAre_TheOthersPauseUntilTheyAreAskedFor()
    {
        Actor[] both = [NewActor("a"), NewActor("b")];
        using ThreadedActors actors = new(both, NewReplay(), new InMemoryWeightStore()) { Threads = 1 };
        actors.Start();
        Assert.True(SpinWait.SpinUntil(() => both[0].Moves > 1_000, TimeSpan.FromSeconds(30)));
        Assert.Equal(0, both[1].Moves);

        actors.Threads = 2;
        Assert.True(SpinWait.SpinUntil(() => both[1].Moves > 0, TimeSpan.FromSeconds(30)));
        Assert.Null(actors.Fault);
    }

    [Fact]
    public async Task Stop_AThreadPauses_EndsItToo()
    {
        using ThreadedActors actors = new([NewActor("a"), NewActor("b")], NewReplay(), new InMemoryWeightStore()) { Threads = 1 };
        actors.Start();

        await Task.Run(actors.Stop).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Threads_OutsideTheRange_IsTheNearestNumber()
    {
        using ThreadedActors actors = new([NewActor("a"), NewActor("b")], NewReplay(), new InMemoryWeightStore()) { Threads = 0 };
        Assert.Equal(1, actors.Threads);
        actors.Threads = 3;
        Assert.Equal((2, 2), (actors.Threads, actors.MostThreads));
    }

    private static InMemoryReplay NewReplay() => new(new ReplayOptions { MinPositions = 1, ErrorBuffer = 1e12 }, new EpisodeStrip().Spec);

    private static ThreadedActors New(InMemoryReplay? replay = null)
        => new([NewActor("a")], replay ?? NewReplay(), new InMemoryWeightStore());

    private static Actor NewActor(string id)
    {
        EpisodeStrip game = new();
        StubNetwork network = new(game);
        IPlanner planner = Planner.Create(new LearnedModel(network, game.Spec), new SearchOptions { Simulations = 2, DirichletAlpha = 1 },
            positions: 2);
        return new Actor(id, game, network, planner, new SelfPlayOptions { Games = 2 }, seed: 1);
    }
}
