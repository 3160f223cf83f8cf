using MuZero.Core.Tests.SelfPlay;
using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

/// <summary>What the two models ask of the network and of the rules.</summary>
public sealed class ModelTests
{
    private static readonly EpisodeStrip _strip = new();

    [Fact]
    public void Learned_Step_AddressesEachTreesSlots()
    {
        StubNetwork network = new(Shape(_strip, dynamics: true));
        BatchedSearch search = new(new LearnedModel(network, _strip.Spec), new SearchOptions { Simulations = 1 }, 3);

        search.Run([_strip.NewGame(0), _strip.NewGame(0), _strip.NewGame(0)], []);

        // Two nodes per tree: root and the one simulation.
        Assert.Equal([0, 2, 4], network.LastParents);
        Assert.Equal([1, 3, 5], network.LastSlots);
    }

    [Fact]
    public void Perfect_FinalMove_IsDecidedByTheRulesAlone()
    {
        // Cells 0, 1, 3 and 4 are taken: the last move takes the middle and wins.
        IGameState state = _strip.NewGame(0);
        foreach (int cell in new[] { 0, 1, 3, 4 })
        {
            state.Apply(cell);
        }

        StubNetwork network = new(Shape(_strip, dynamics: false)) { Value = -0.9f };
        BatchedSearch search = new(new PerfectModel(network, _strip.Spec), new SearchOptions { Simulations = 20 }, 1);

        search.Run([state], []);

        Assert.Equal(20, search.Visits(0)[2]);
        Assert.Equal(1.0f, search.Q(0)[2]);
        Assert.Equal(1, network.InitialRows);
    }

    [Fact]
    public void Perfect_AnyPosition_FindsTheMoveThatWins()
    {
        // Whoever takes the middle cell wins, so it is the best first move whatever the network says.
        BatchedSearch search = new(
            new PerfectModel(new StubNetwork(Shape(_strip, dynamics: false)) { Value = 0 }, _strip.Spec), new SearchOptions { Simulations = 400 }, 1);

        search.Run([_strip.NewGame(0)], []);

        Assert.Equal(2, VisitPolicy.Best(search.Visits(0)));
        Assert.True(search.Value(0) > 0.3f);
    }

    [Fact]
    public void Perfect_IllegalActions_AreNeverVisited()
    {
        IGameState state = _strip.NewGame(0);
        state.Apply(1);
        BatchedSearch search = new(new PerfectModel(new StubNetwork(Shape(_strip, dynamics: false)), _strip.Spec), new SearchOptions { Simulations = 100 }, 1);

        search.Run([state], []);

        Assert.Equal(0, search.Visits(0)[1]);
    }

    [Fact]
    public void Models_GamesTheyCannotPlan_SayWhatToDo()
    {
        EpisodeWalk dice = new();
        EpisodeStrip arbitrary = new() { Spec = _strip.Spec with { Turns = TurnModel.Arbitrary } };

        UserException chance = Assert.Throws<UserException>(() => new PerfectModel(new StubNetwork(Shape(dice, dynamics: false)), dice.Spec));
        UserException turns = Assert.Throws<UserException>(() => new LearnedModel(new StubNetwork(Shape(arbitrary, dynamics: true)), arbitrary.Spec));

        Assert.Contains("Use --run muzero", chance.Message, StringComparison.Ordinal);
        Assert.Contains("Use --run alphazero", turns.Message, StringComparison.Ordinal);
    }

    private static NetworkShape Shape(IGame game, bool dynamics) => NetworkShape.For(game, new NetworkOptions(), dynamics);
}
