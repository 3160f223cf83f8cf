using MuZero.Core.Tests.Search.Tree;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

public class LearnedModelTests
{
    [Fact]
    public void Run_ThreeTrees_StepsFromTheParentsSlotByTheEdgesAction()
    {
        const int Simulations = 20;
        var game = new Noughts();
        var network = new StubNetwork(game) { Calls = [] };
        var search = new PuctSearch(new LearnedModel(network, game.Spec), new SearchOptions { Simulations = Simulations }, 4);

        search.Run([Noughts.After(), Noughts.After(4), Noughts.After(0, 1)], []);

        Assert.Equal(4 * (Simulations + 1), network.Slots);
        Assert.Equal(3 * (Simulations + 1), network.Calls.Count);
        Assert.Equal(network.Calls.Count, network.Calls.Select(call => call.Slot).Distinct().Count());
        Assert.All(network.Calls, call =>
        {
            (int tree, int node) = ((int)call.Slot / (Simulations + 1), (int)call.Slot % (Simulations + 1));
            ref NodeStatistics statistics = ref search.Tree.Node(tree, node);
            Assert.Equal(statistics.Parent < 0 ? -1 : (tree * (Simulations + 1)) + statistics.Parent, call.ParentSlot);
            Assert.Equal(statistics.Action, call.Action);
        });
    }

    [Fact]
    public void Run_ChanceCodes_ActionsLeadToAfterstatesAndCodesToDecisions()
    {
        const int Simulations = 60;
        var game = new EpisodeWalk();
        var network = new StubNetwork(game, chanceCodes: 5) { Calls = [] };
        var search = new PuctSearch(new LearnedModel(network, game.Spec), new SearchOptions { Simulations = Simulations }, 2);

        search.Run([game.NewGame(0), game.NewGame(1)], []);

        SearchTree tree = search.Tree;
        Assert.Equal(2 * (Simulations + 1), network.Calls.Count);
        for (int node = 1; node <= Simulations; node++)
        {
            NodeStatistics statistics = tree.Node(1, node);
            StubCall call = network.Calls.Single(call => call.Slot == Simulations + 1 + node);
            Assert.Equal((Simulations + 1 + statistics.Parent, statistics.Action), (call.ParentSlot, call.Action));
            bool isAfterstate = tree.Node(1, statistics.Parent).Kind == NodeKind.Decision;
            Assert.Equal(isAfterstate ? NodeKind.Chance : NodeKind.Decision, statistics.Kind);
            Assert.Equal(isAfterstate ? (true, 1.0f) : (false, 0.9f), (statistics.Reward == 0.0f, statistics.Discount));
            Assert.Equal(1.0f, tree.Prior(1, node).Where(prior => prior >= 0.0f).Sum(), 1e-5f);
        }

        Assert.Contains(Enumerable.Range(1, Simulations), node => tree.Node(1, node).Kind == NodeKind.Decision);
    }

    [Fact]
    public void Run_AfterstatesByOutcome_AreWorthWhatLiesBehindADrawnCode()
    {
        const int Simulations = 60, Codes = 5;
        var game = new EpisodeWalk();
        var network = new StubNetwork(game, chanceCodes: Codes) { Calls = [] };
        LearnedModel model = new(network, game.Spec, AfterstateRule.Outcome);
        var search = new PuctSearch(model, new SearchOptions { Simulations = Simulations }, 1);

        search.Run([game.NewGame(0)], []);

        int[] afterstates = [.. Enumerable.Range(1, Simulations).Where(node => search.Tree.Node(0, node).Kind == NodeKind.Chance)];
        Assert.NotEmpty(afterstates);
        foreach (int node in afterstates)
        {
            StubCall drawn = network.Calls.Single(call => call.ParentSlot == node && call.Slot > Simulations);
            Assert.True(search.Tree.Prior(0, node)[drawn.Action] > 0.0f);
            Assert.Equal(Behind(game, search.Tree, node, drawn.Action), search.Tree.Node(0, node).RawValue, 1e-5f);
        }

        Assert.True(network.Calls.Where(call => call.Slot > Simulations).Select(call => call.Action).Distinct().Count() > 1);
    }

    // Reward and discounted value of a code after a node, by another network that gives the same answers.
    private static float Behind(EpisodeWalk game, SearchTree tree, int node, int code)
    {
        StubNetwork network = new(game, chanceCodes: 5);
        network.Reserve(1);
        InferenceBatch batch = new(1, network.Shape) { Count = 1 };
        game.NewGame(0).Observe(0, batch.Observations);
        network.Initial(batch);
        List<int> path = [];
        for (int below = node; below > 0; below = tree.Node(0, below).Parent)
        {
            path.Insert(0, below);
        }

        foreach (int below in path)
        {
            batch.Actions[0] = tree.Node(0, below).Action;
            (tree.Node(0, below).Kind == NodeKind.Chance ? (Action<InferenceBatch>)network.Afterstate : network.Recurrent)(batch);
        }

        batch.Actions[0] = code;
        network.Recurrent(batch);
        return batch.Rewards[0] + (game.Spec.Discount * batch.Values[0]);
    }

    [Fact]
    public void Run_ChanceLogitsThatAreNotFinite_SaysThatTheWeightsAreUseless()
    {
        var game = new EpisodeWalk();
        var search = new PuctSearch(
            new LearnedModel(new DivergedNetwork(game), game.Spec), new SearchOptions { Simulations = 5 }, 1);

        CorruptDataException fault = Assert.Throws<CorruptDataException>(() => search.Run([game.NewGame(0)], []));

        Assert.Contains("not finite", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Root_SeesTheObservationOfThePlayerToMove()
    {
        var game = new Noughts();
        var network = new StubNetwork(game) { Calls = [] };
        var search = new PuctSearch(new LearnedModel(network, game.Spec), new SearchOptions { Simulations = 1 }, 1);
        IGameState state = Noughts.After(4);
        float[] observation = new float[18];
        state.Observe(1, observation);

        search.Run([state], []);

        Assert.Equal(observation, network.Calls[0].Observation);
    }

    [Fact]
    public void Run_BelowTheRoot_AllowsEveryActionAndEndsNowhere()
    {
        var game = new Noughts();
        var search = new PuctSearch(new LearnedModel(new StubNetwork(game), game.Spec), new SearchOptions { Simulations = 30 }, 1);

        search.Run([Noughts.After(0, 1, 2 + 1, 4)], []);

        Assert.Equal([0, 1, 3, 4], Enumerable.Range(0, 9).Where(action => search.Prior(0)[action] < 0.0f));
        Assert.Equal(31, search.Tree.Records(0).Totals.Nodes);
        for (int node = 1; node < 31; node++)
        {
            Assert.True(search.Tree.Prior(0, node).ToArray().All(prior => prior >= 0.0f));
            Assert.Equal(-1.0f, search.Tree.Node(0, node).Discount);
            Assert.Equal(NodeKind.Decision, search.Tree.Node(0, node).Kind);
        }
    }

    [Fact]
    public void Run_SomeTreesAtTheirDepthsBound_StepsTheOthersFromTheirOwnSlots()
    {
        var game = new Noughts();
        SearchOptions options = new() { Simulations = 40, MaxDepth = 2 };
        var together = new PuctSearch(new LearnedModel(new StubNetwork(game), game.Spec), options, 9);
        var alone = new PuctSearch(new LearnedModel(new StubNetwork(game), game.Spec), options, 1);
        IGameState[] states = [.. Enumerable.Range(0, 9).Select(cell => Noughts.After(cell))];

        together.Run(states, []);

        Assert.True(Enumerable.Range(0, 9).Select(tree => together.Tree.Records(tree).Totals.Nodes).Distinct().Count() > 1);
        for (int tree = 0; tree < 9; tree++)
        {
            alone.Run([states[tree]], []);
            Assert.Equal(alone.Visits(0).ToArray(), together.Visits(tree).ToArray());
            Assert.Equal(alone.Value(0), together.Value(tree));
        }
    }

    [Fact]
    public void Run_OnePlayer_DiscountsByGamma()
    {
        var game = new EpisodeWalk();
        var search = new PuctSearch(new LearnedModel(new StubNetwork(game), game.Spec), new SearchOptions { Simulations = 3 }, 1);

        search.Run([game.NewGame(0)], []);

        Assert.Equal(0.9f, search.Tree.Node(0, 1).Discount);
    }

    // A network whose chance head answers with NaN.
    private sealed class DivergedNetwork(IGame game) : INetwork
    {
        private readonly StubNetwork _network = new(game, chanceCodes: 3);

        public NetworkShape Shape => _network.Shape;

        public long Version => 0;

        public void Reserve(int slots) => _network.Reserve(slots);

        public void Load(WeightSnapshot weights) => _network.Load(weights);

        public void Initial(InferenceBatch batch) => _network.Initial(batch);

        public void Recurrent(InferenceBatch batch) => _network.Recurrent(batch);

        public void Afterstate(InferenceBatch batch)
        {
            _network.Afterstate(batch);
            batch.ChanceLogits[1] = float.NaN;
        }

        public void Dispose() => _network.Dispose();
    }
}
