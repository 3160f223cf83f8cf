using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

/// <summary>Self-play collects no garbage per simulation, with either model.</summary>
public class AllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_AfterWarmUp_AllocatesNothing(bool learned)
    {
        var game = new Noughts();
        var network = new StubNetwork(game, dynamics: learned);
        ISearchModel model = learned ? new LearnedModel(network, game.Spec) : new PerfectModel(network, game.Spec);
        var search = new PuctSearch(model, new SearchOptions { Simulations = 200 }, 3, game.Spec.Observation.Length);
        IGameState[] states = [Noughts.After(), Noughts.After(4), Noughts.After(0, 8, 2)];
        RandomStream[] noise = [new(1), new(2), new(3)];
        for (int i = 0; i < 3; i++)
        {
            search.Run(states, noise);
        }

        // A perfect tree's states are cloned when a slot is used for the first time; the search without noise repeats itself.
        search.Run(states, []);
        long[] allocated = new long[5];
        for (int i = 0; i < allocated.Length; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            search.Run(states, []);
            allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // What a simulation allocates, every search allocates; the runtime itself may allocate in one of them, when it compiles a method
        // again.
        Assert.Equal(0, allocated.Min());
    }

    [Fact]
    public void Run_ChanceNodesAfterWarmUp_AllocatesNothing()
    {
        var game = new PayingDice();
        var search = new PuctSearch(
            new PerfectModel(new StubNetwork(game, dynamics: false), game.Spec), new SearchOptions { Simulations = 200 }, 1);
        IGameState state = game.NewGame(0);
        state.Apply(2);
        search.Run([state], []);
        long[] allocated = new long[5];
        for (int i = 0; i < allocated.Length; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            search.Run([state], []);
            allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated.Min());
    }
}
