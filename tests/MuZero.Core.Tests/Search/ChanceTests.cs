using MuZero.Core.Tests.Search.Tree;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

/// <summary>Chance nodes over the rules of games (docs/ALGORITHM.md 1.10).</summary>
public class ChanceTests
{
    [Fact]
    public void Run_DiceThatPay_TreeHasTheirRewardsAndProbabilities()
    {
        var game = new EpisodeWalk();
        PuctSearch search = Search(game, 60);

        search.Run([game.NewGame(0)], []);

        SearchTree tree = search.Tree;
        int chanceNodes = 0;
        for (int node = 1; node < tree.Records(0).Totals.Nodes; node++)
        {
            NodeStatistics statistics = tree.Node(0, node);
            bool afterChance = tree.Node(0, statistics.Parent).Kind == NodeKind.Chance;
            Assert.False(afterChance ? statistics.Kind == NodeKind.Chance : statistics.Kind == NodeKind.Decision);
            Assert.Equal(afterChance ? 0.0f : -0.5f, statistics.Reward); // a move costs, the coin does not
            if (statistics.Kind == NodeKind.Chance)
            {
                chanceNodes++;
                Assert.Equal(1.0f, statistics.Discount);
                Assert.Equal([0.5f, 0.5f, 0.0f], tree.Prior(0, node)[..3]);
                Assert.Equal(0, tree.Visits(0, node)[2]); // not possible
            }
            else
            {
                Assert.Equal(statistics.Kind == NodeKind.Terminated ? 0.0f : 0.9f, statistics.Discount);
            }
        }

        Assert.True(chanceNodes > 10);
    }

    [Fact]
    public void Run_ExactNetwork_ValueIsTheExpectation()
    {
        var game = new PayingDice();
        StubEvaluation exact = (observation, logits) =>
        {
            logits.Clear();
            return 11.0f * (3.0f - observation[0]); // a move pays 10, and its die 0, 1 or 2
        };
        PuctSearch search = new(
            new PerfectModel(new StubNetwork(game, dynamics: false) { Evaluation = exact }, game.Spec),
            new SearchOptions { Simulations = 600 }, 1);
        IGameState state = game.NewGame(0);
        state.Apply(1);

        search.Run([state], []);

        Assert.Equal(33.0f, search.Value(0), 0.05f);
        Assert.Equal([33.0f, 33.0f], search.Q(0).ToArray(), (expected, actual) => MathF.Abs(expected - actual) < 0.1f);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    [InlineData(1_000)]
    public void Run_ManyVisits_SharesOfOutcomesFollowTheProbabilities(int simulations)
    {
        float[] probabilities = [0.5f, 0.25f, 0.15f, 0.1f];
        Func<string, Answer> script = path => path.Length == 3
            ? new Answer([0.0f], 0.0f) { Outcomes = probabilities }
            : new Answer([0.0f], 0.0f, IsTerminal: path.Length == 5, Legal: [true]);
        PuctSearch search = new(new ScriptedModel(1, script) { ChanceOutcomes = 4 }, new SearchOptions { Simulations = simulations }, 1);

        for (ulong seed = 0; seed < 20; seed++)
        {
            search.Run([new NamedRoot("r")], [new RandomStream(seed)]);

            int[] visits = search.Tree.Visits(0, 1)[..4];
            Assert.Equal(simulations - 1, visits.Sum()); // the first visit is the node's own
            Assert.All(visits.Zip(probabilities), share => Assert.InRange(share.First - (share.Second * simulations), -3.0f, 3.0f));
        }
    }

    [Fact]
    public void Run_FirstDraws_HaveTheProbabilities()
    {
        Func<string, Answer> script = path => path.Length == 3
            ? new Answer([0.0f], 0.0f) { Outcomes = [0.75f, 0.25f] }
            : new Answer([0.0f], 0.0f, IsTerminal: path.Length == 5, Legal: [true]);
        PuctSearch search = new(new ScriptedModel(1, script) { ChanceOutcomes = 2 }, new SearchOptions { Simulations = 2 }, 1);
        int first = 0;

        for (ulong seed = 0; seed < 4_000; seed++)
        {
            search.Run([new NamedRoot("r")], [new RandomStream(seed)]);
            first += search.Tree.Visits(0, 1)[0];
        }

        Assert.InRange(first / 4_000.0, 0.73, 0.77); // three standard errors
    }

    [Fact]
    public void Run_SameStream_SameTree()
    {
        var game = new PayingDice();
        PuctSearch search = Search(game, 40);
        IGameState state = game.NewGame(0);
        state.Apply(0);

        search.Run([state], [new RandomStream(5)]);
        float[] first = [search.Value(0), .. search.Q(0)];
        search.Run([state], [new RandomStream(5)]);
        float[] again = [search.Value(0), .. search.Q(0)];
        search.Run([state], [new RandomStream(6)]);

        Assert.Equal(first, again);
        Assert.NotEqual(first, [search.Value(0), .. search.Q(0)]);
    }

    // mctx, policies_test: twice the simulations with a chance of one outcome after each action are those without chance.
    [Theory]
    [InlineData(1.0f, new[] { -1.0f, 0.0f, 2.0f, 3.0f }, new[] { true, true, true, false })]
    [InlineData(0.0f, new[] { 0.0f, 2.0f, 5.0f, -4.0f }, new[] { false, true, false, true })]
    public void Run_ChanceOfOneOutcome_PlansAsWithoutChance(float value, float[] logits, bool[] legal)
    {
        Answer nothing = new([0.0f, 0.0f, 0.0f, 0.0f], 0.0f, Discount: 0.0f, Legal: [true, true, true, true]);
        Answer root = nothing with { Logits = logits, Value = value, Legal = legal };
        Answer chance = nothing with { Discount = 1.0f, Outcomes = [1.0f, 0.0f, 0.0f, 0.0f, 0.0f] };
        SearchOptions options = new() { Simulations = 10, Normalization = ValueNormalization.Siblings };
        PuctSearch plain = new(new ScriptedModel(4, path => path == "r" ? root : nothing), options, 1);
        PuctSearch stochastic = new(
            new ScriptedModel(4, path => path == "r" ? root : path.Count('.') % 2 == 1 ? chance : nothing) { ChanceOutcomes = 5 },
            options with { Simulations = 20 }, 1);

        plain.Run([new NamedRoot("r")], []);
        stochastic.Run([new NamedRoot("r")], []);

        Assert.Equal(plain.Action(0), stochastic.Action(0));
        Assert.Equal(plain.Decisions.Policy(0).ToArray(), stochastic.Decisions.Policy(0).ToArray());
    }

    [Fact]
    public void PrincipalVariation_ChanceNode_EndsThere()
    {
        var game = new PayingDice();
        PuctSearch search = Search(game, 100);
        IGameState state = game.NewGame(0);
        state.Apply(0);

        search.Run([state], []);

        Assert.Equal(1, search.Planner.PrincipalVariation(0, new int[10]));
    }

    // Two coins in a row after each move, and the second may pass the turn: the mover's value has the sign of who moves after both.
    [Fact]
    public void Run_ChanceNodesInARowAndExtraTurns_ValueHasTheSignOfWhoMoves()
    {
        var game = new TwoCoins();
        StubEvaluation sees = (observation, logits) =>
        {
            logits.Clear();
            return observation[0] == 0.0f ? 0.5f : -0.5f; // player 0 is ahead, whoever moves
        };
        PuctSearch search = new(
            new PerfectModel(new StubNetwork(game, dynamics: false) { Evaluation = sees }, game.Spec),
            new SearchOptions { Simulations = 300 }, 1);

        search.Run([game.NewGame(0)], []);

        Assert.Equal(0.5f, search.Value(0), 1e-6f);
        Assert.Contains(Nodes(search.Tree), node => node.Discount == -1.0f);
        Assert.Contains(Nodes(search.Tree), node => node.Discount == 1.0f && node.Kind == NodeKind.Decision);
        Assert.Contains(Nodes(search.Tree), node =>
            node.Kind == NodeKind.Chance && search.Tree.Node(0, node.Parent).Kind == NodeKind.Chance);
    }

    [Fact]
    public void Run_ChanceWithoutOutcomesInTheSpecification_IsRefusedByItsLaw()
    {
        var game = new TwoCoins();
        GameSpec wrong = game.Spec with { ChanceOutcomes = 0 };
        PuctSearch search = new(new PerfectModel(new StubNetwork(game, dynamics: false), wrong), new SearchOptions { Simulations = 5 }, 1);

        UserException fault = Assert.Throws<UserException>(() => search.Run([game.NewGame(0)], []));

        Assert.Contains("law 'chance'", fault.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<NodeStatistics> Nodes(SearchTree tree)
        => Enumerable.Range(1, tree.Records(0).Totals.Nodes - 1).Select(node => tree.Node(0, node));

    private static PuctSearch Search(IGame game, int simulations)
        => new(new PerfectModel(new StubNetwork(game, dynamics: false), game.Spec), new SearchOptions { Simulations = simulations }, 1);

    private sealed class TwoCoins : IGame
    {
        public GameSpec Spec { get; } = new()
        {
            Id = "coins",
            Players = 2,
            Turns = TurnModel.Arbitrary,
            Actions = 2,
            ChanceOutcomes = 2,
            MaxLength = 100,
            Observation = ObservationShape.Vector(1),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };

        public IGameState NewGame(ulong seed) => new State();

        private sealed class State : IGameState, IChance
        {
            private int _player;
            private int _due;

            public int ToPlay => _due > 0 ? Player.Chance : _player;

            public int LegalActions(Span<int> actions)
            {
                (actions[0], actions[1]) = (0, 1);
                return ToPlay < 0 ? 0 : 2;
            }

            public Transition Apply(int action)
            {
                _due = _due > 0 ? _due - 1 : 2;
                _player = _due == 0 && action == 1 ? 1 - _player : _player;
                return Transition.Continues;
            }

            public void Rewards(Span<float> rewards) => rewards.Clear();

            public void Observe(int player, Span<float> observation) => observation[0] = player;

            public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(0.5f);

            public IGameState Clone() => (State)MemberwiseClone();

            public string Render() => $"{_player} {_due}";
        }
    }
}
