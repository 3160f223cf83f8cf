using MuZero.Core.Tests.Search.Tree;
using MuZero.Games;
using MuZero.Search;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

public class PerfectModelTests
{
    private static readonly StubEvaluation _knowsNothing = (_, logits) =>
    {
        logits.Clear();
        return 0.0f;
    };

    [Theory]
    [InlineData(2, 0, 3, 1, 4)]
    [InlineData(8, 0, 1, 4, 2)]
    [InlineData(6, 1, 8, 0, 7, 5)] // a block, then the other's turn: 8 and 7 threaten 6
    [InlineData(8, 0, 1, 4)]
    [InlineData(2, 3, 0, 7, 1)]
    public void Run_ImmediateWinOrLoss_IsFound(int expected, params int[] moves)
    {
        var game = new Noughts();
        PuctSearch search = Search(game, new StubNetwork(game, dynamics: false) { Evaluation = _knowsNothing }, 400);

        search.Run([Noughts.After(moves)], []);

        Assert.Equal(expected, search.Action(0));
    }

    [Fact]
    public void Run_NodesThatTheRulesEnded_AreNeverSentToTheNetwork()
    {
        var game = new Noughts();
        var network = new StubNetwork(game, dynamics: false) { Calls = [] };
        PuctSearch search = Search(game, network, 300);

        search.Run([Noughts.After(0, 1, 4)], []);

        Assert.True(network.Calls.Count < 301);
        Assert.All(network.Calls, call =>
        {
            Assert.False(Noughts.HasLine(call.Observation.AsSpan(0, 9)) || Noughts.HasLine(call.Observation.AsSpan(9, 9)));
            Assert.True(call.Observation.Sum() < 9);
        });
    }

    [Fact]
    public void Run_EveryNode_MasksWhatIsIllegalAndValuesTheEndByTheRules()
    {
        var game = new Noughts();
        PuctSearch search = Search(game, new StubNetwork(game, dynamics: false), 400);

        search.Run([Noughts.After(4, 0)], []);

        SearchTree tree = search.Tree;
        int terminal = 0;
        for (int node = 0; node < tree.Records(0).Totals.Nodes; node++)
        {
            IGameState state = Noughts.After([4, 0, .. Path(tree, node)]);
            int[] legal = new int[9];
            legal = legal[..state.LegalActions(legal)];
            Assert.Equal(state.ToPlay < 0 ? NodeKind.Terminated : NodeKind.Decision, tree.Node(0, node).Kind);
            if (state.ToPlay >= 0)
            {
                Assert.Equal(legal, Enumerable.Range(0, 9).Where(action => tree.Prior(0, node)[action] >= 0.0f));
            }
            else
            {
                terminal++;
                float[] rewards = new float[2];
                state.Rewards(rewards);
                Assert.Equal(rewards[tree.Node(0, node).Parent == 0
                    ? 0
                    : Noughts.After([4, 0, .. Path(tree, tree.Node(0, node).Parent)]).ToPlay], tree.Node(0, node).Reward);
                Assert.Equal(0.0f, tree.Node(0, node).Discount);
            }
        }

        Assert.True(terminal > 10);
    }

    [Theory]
    [InlineData(1, 1, 1.0f)]
    [InlineData(2, 1, -1.0f)]
    public void Run_TruncatedLeaf_IsSentToTheNetworkAndCountsForWhoWouldMove(int players, int expectedObserver, float sign)
    {
        var game = new TimedGame(players, canStop: false);
        StubEvaluation evaluation = (observation, logits) =>
        {
            logits.Clear();
            return observation[0] == TimedGame.Limit ? 0.6f : 0.1f;
        };
        var network = new StubNetwork(game, dynamics: false) { Evaluation = evaluation, Calls = [] };
        PuctSearch search = Search(game, network, 4);

        search.Run([game.NewGame(0)], []);

        // Root, the state after one move, and the state at the cut, once.
        Assert.Equal([[0, 1], [1, players], [2, expectedObserver]], network.Calls.Select(call => call.Observation));
        Assert.Equal(sign * 0.6f, search.Tree.Q(0, 1)[0], 1e-6f);
        Assert.Equal(NodeKind.Truncated, search.Tree.Node(0, 2).Kind);
        Assert.Equal(3, search.Tree.Node(0, 2).Visits);
    }

    [Theory]
    [InlineData(RewardTiming.Terminal, NodeKind.Terminated)]
    [InlineData(RewardTiming.Stepwise, NodeKind.Truncated)]
    public void Run_CutThatPays_IsAnEndIfRewardsComeOnlyThere(RewardTiming timing, NodeKind expected)
    {
        var game = new PaidAtTheEnd(Transition.Truncated, timing);
        IGameState state = game.NewGame(0);
        for (int move = 0; move < PaidAtTheEnd.Moves - 1; move++)
        {
            state.Apply(move % 2);
        }

        PuctSearch search = Search(game,
            new StubNetwork(game, dynamics: false) { Evaluation = (_, logits) => { logits.Clear(); return 0.5f; } }, 20);

        search.Run([state], []);

        Assert.Equal(expected, search.Tree.Node(0, 1).Kind);
        Assert.Equal(expected == NodeKind.Terminated ? [1.0f, 0.8f] : [1.5f, 1.3f], search.Q(0).ToArray());
    }

    [Fact]
    public void Run_ExtraTurn_KeepsTheSign()
    {
        var game = new ExtraTurns(9);
        StubEvaluation evaluation = (observation, logits) =>
        {
            logits.Clear();
            return 0.5f * observation[1];
        };
        PuctSearch search = Search(game, new StubNetwork(game, dynamics: false) { Evaluation = evaluation }, 2,
            new SearchOptions { Simulations = 2, C1 = 10 });

        search.Run([game.NewGame(0)], []);

        Assert.Equal([1, 1], search.Visits(0).ToArray());
        Assert.Equal([-0.5f, 0.5f], search.Q(0).ToArray());
    }

    [Fact]
    public void Run_ExtraTurnThatWins_IsTaken()
    {
        var game = new ExtraTurns(2);
        PuctSearch search = Search(game, new StubNetwork(game, dynamics: false) { Evaluation = _knowsNothing }, 50);

        search.Run([game.NewGame(0)], []);

        Assert.Equal(1, search.Action(0));
        Assert.Equal([-1.0f, 1.0f], search.Q(0).ToArray().Select(q => MathF.Sign(q) * 1.0f));
    }

    [Fact]
    public void Run_States_AreLeftAsTheyWere()
    {
        var game = new Noughts();
        PuctSearch search = Search(game, new StubNetwork(game, dynamics: false), 50);
        IGameState state = Noughts.After(4, 0);

        search.Run([state], []);

        Assert.Equal(Noughts.After(4, 0).Render(), state.Render());
    }

    private static int[] Path(SearchTree tree, int node)
    {
        var actions = new Stack<int>();
        for (; node > 0; node = tree.Node(0, node).Parent)
        {
            actions.Push(tree.Node(0, node).Action);
        }

        return [.. actions];
    }

    private static PuctSearch Search(IGame game, StubNetwork network, int simulations, SearchOptions? options = null) =>
        new(new PerfectModel(network, game.Spec), options ?? new SearchOptions { Simulations = simulations }, 1,
            game.Spec.Observation.Length);
}
