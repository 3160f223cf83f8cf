using System.Globalization;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

/// <summary>Search with a value for each player (docs/ALGORITHM.md 1.16).</summary>
public sealed class SeatSearchTests
{
    [Fact]
    public void Run_RandomModels_AgreesWithMaxNWrittenForReading()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomStream(seed);
            (int players, int actions) = (3 + random.Next(4), 1 + random.Next(20));
            SearchOptions options = new()
            {
                Simulations = 1 + random.Next(60),
                MaxDepth = random.Next(5),
                Normalization = ValueNormalization.Bounds,
            };
            Func<string, SeatAnswer> script = path => SeatAnswer.Random(seed, path, players, actions);
            IPlanner search = Planner.Create(new SeatScript(players, actions, script), options, positions: 1);
            Decisions decisions = new(1, actions, 1, players);

            search.Plan([new NamedRoot("r")], [], decisions);

            NaiveNode expected = new NaiveMaxN(script, options, players).Run();
            for (int player = 0; player < players; player++)
            {
                Assert.Equal(expected.Values[player], decisions.PlayerValues(0)[player], 1e-4f);
            }

            Assert.Equal(expected.Values[expected.Answer.ToPlay], decisions.Value(0), 1e-4f);
            for (int action = 0; action < actions; action++)
            {
                Assert.True(
                    (expected.Children.TryGetValue(action, out NaiveNode? child) ? child.Visits : 0) == decisions.Visits(0)[action],
                    $"seed {seed}, action {action}");
            }
        }
    }

    // A heap of at most three stones is won at once.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void Plan_PerfectModel_TakesTheWinAndKnowsWhoLoses(int stones, int winning)
    {
        TableGame game = new(players: 3, stones);
        PerfectModel model = new(new StubNetwork(game, dynamics: false), game.Spec);
        IPlanner search = Planner.Create(model, new SearchOptions { Simulations = 400, Normalization = ValueNormalization.Bounds }, 1);
        Decisions decisions = new(1, game.Spec);

        search.Plan([game.NewGame(0)], [], decisions);

        Assert.Equal(winning, decisions.Action(0));
        Assert.Equal(1.0f, decisions.Value(0), 0.2f);
        Assert.Equal(-0.5f, decisions.PlayerValues(0)[1], 0.2f);
        Assert.Equal(-0.5f, decisions.PlayerValues(0)[2], 0.2f);
    }

    [Fact]
    public void Plan_AnotherPlayerToMove_ValuesAreByPlayerAndNotBySeat()
    {
        TableGame game = new(players: 3, stones: 4);
        PerfectModel model = new(new StubNetwork(game, dynamics: false), game.Spec);
        IPlanner search = Planner.Create(model, new SearchOptions { Simulations = 400, Normalization = ValueNormalization.Bounds }, 1);
        Decisions decisions = new(1, game.Spec);

        search.Plan([game.After(0)], [], decisions); // the second player takes the three that are left

        Assert.Equal(2, decisions.Action(0));
        Assert.Equal(1.0f, decisions.PlayerValues(0)[1], 0.2f);
        Assert.Equal(-0.5f, decisions.PlayerValues(0)[0], 0.2f);
        Assert.Equal(decisions.PlayerValues(0)[1], decisions.Value(0));
    }

    [Theory]
    [InlineData(TurnModel.Alternating)]
    [InlineData(TurnModel.Arbitrary)]
    public void Plan_SeveralTrees_EachIsThatOfItsPositionAlone(TurnModel turns)
    {
        TableGame game = new(players: 4, stones: 9, turns);
        IGameState[] states = [game.After(), game.After(1), game.After(1, 2)];
        foreach (bool learns in new[] { false, true })
        {
            SearchOptions options = new() { Simulations = 50, Normalization = ValueNormalization.Siblings };
            Decisions together = new(3, game.Spec), alone = new(1, game.Spec);
            Planner.Create(Model(game, learns), options, 3).Plan(states, [], together);

            for (int i = 0; i < 3; i++)
            {
                Planner.Create(Model(game, learns), options, 1).Plan([states[i]], [], alone);

                Assert.Equal(alone.PlayerValues(0).ToArray(), together.PlayerValues(i).ToArray());
                Assert.Equal(alone.Visits(0).ToArray(), together.Visits(i).ToArray());
                Assert.Equal(together.PlayerValues(i)[states[i].ToPlay], together.Value(i));
            }
        }
    }

    [Fact]
    public void Plan_Gumbel_ConsidersEveryActionOfARootOfThree()
    {
        TableGame game = new(players: 3, stones: 3);
        SearchOptions options = new() { Simulations = 64, Variant = SearchVariant.Gumbel, Normalization = ValueNormalization.Bounds };
        Decisions decisions = new(1, game.Spec);

        Planner.Create(new PerfectModel(new StubNetwork(game, dynamics: false), game.Spec), options, 1)
            .Plan([game.NewGame(0)], [], decisions);

        Assert.Equal(2, decisions.Action(0));
    }

    // Two players: one value, whose sign follows the head; gamma is 1.
    [Fact]
    public void Run_LearnedTurns_DiscountFollowsTheHeadAndNotTheParity()
    {
        ExtraTurns game = new(9);
        var search = new PuctSearch(new LearnedModel(new StubNetwork(game), game.Spec), new SearchOptions { Simulations = 60 }, 1);
        var network = new StubNetwork(game);

        search.Run([game.NewGame(0)], []);

        float[] discounts = [.. Enumerable.Range(1, 60).Select(node => search.Tree.Node(0, node).Discount)];
        Assert.Equal([-1.0f, 1.0f], discounts.Distinct().Order());
        InferenceBatch batch = new(1, network.Shape) { Count = 1 };
        network.Reserve(2);
        game.NewGame(0).Observe(0, batch.Observations);
        network.Initial(batch);
        (batch.Slots[0], batch.Actions[0]) = (1, search.Tree.Node(0, 1).Action);
        network.Recurrent(batch);
        Span<float> next = batch.Output(NetworkLayout.ToPlay);
        Assert.Equal(next[0] >= next[1] ? 1.0f : -1.0f, discounts[0]);
    }

    private static ISearchModel Model(TableGame game, bool learns) => learns
        ? new LearnedModel(new StubNetwork(game), game.Spec)
        : new PerfectModel(new StubNetwork(game, dynamics: false), game.Spec);

    private sealed record SeatAnswer(float[] Logits, float[] Values, float[] Rewards, int ToPlay, bool IsTerminal, bool[] Legal)
    {
        public static SeatAnswer Random(ulong seed, string path, int players, int actions)
        {
            ulong hash = seed ^ 0xCBF29CE484222325UL;
            foreach (char letter in path)
            {
                hash = (hash ^ letter) * 0x100000001B3UL;
            }

            var random = new RandomStream(hash);
            bool isTerminal = path.Contains('.', StringComparison.Ordinal) && random.NextDouble() < 0.15;
            float[] Draw(bool isZero) => [.. Enumerable.Range(0, players).Select(_ => isZero ? 0.0f : (float)(random.NextDouble() - 0.5))];
            bool[] legal = [.. Enumerable.Range(0, actions).Select(_ => random.NextDouble() < 0.7)];
            legal[random.Next(actions)] = true;
            return new SeatAnswer(
                [.. Enumerable.Range(0, actions).Select(_ => (float)random.NextNormal())], Draw(isTerminal),
                Draw(random.NextDouble() < 0.5), random.Next(players), isTerminal, legal);
        }
    }

    private sealed class SeatScript(int players, int actions, Func<string, SeatAnswer> script) : ISearchModel
    {
        private string[] _paths = [];
        private float[] _logits = [];

        public int Actions => actions;

        public int Seats => players;

        public (float Min, float Max) ValueBounds => (-2.0f, 2.0f);

        public void Reserve(int leaves, int nodes) => (_paths, _logits) = (new string[nodes], new float[leaves * actions]);

        public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
        {
            for (int tree = 0; tree < states.Length; tree++)
            {
                Write(leaves, tree, leaves.First[tree], states[tree].Render());
            }

            return _logits;
        }

        public ReadOnlySpan<float> Observation(int tree) => [];

        public ReadOnlySpan<float> Expand(SearchLeaves leaves)
        {
            for (int tree = 0; tree < leaves.Count; tree++)
            {
                if (leaves.IsNew[tree])
                {
                    Write(leaves, tree, leaves.First[tree] + leaves.Node[tree], string.Create(CultureInfo.InvariantCulture,
                        $"{_paths[leaves.First[tree] + leaves.Parent[tree]]}.{leaves.Action[tree]}"));
                }
            }

            return _logits;
        }

        private void Write(SearchLeaves leaves, int tree, int node, string path)
        {
            SeatAnswer answer = script(_paths[node] = path);
            answer.Logits.CopyTo(_logits, tree * actions);
            answer.Legal.CopyTo(leaves.Legal, tree * actions);
            answer.Values.CopyTo(leaves.Values, tree * players);
            answer.Rewards.CopyTo(leaves.Rewards, tree * players);
            (leaves.ToPlay[tree], leaves.Value[tree]) = (answer.ToPlay, answer.Values[answer.ToPlay]);
            (leaves.Reward[tree], leaves.Discount[tree]) = (0.0f, answer.IsTerminal ? 0.0f : 0.9f);
            leaves.Kind[tree] = answer.IsTerminal ? NodeKind.Terminated : NodeKind.Decision;
        }
    }

    // Objects and recursion, one tree; pUCT by the game's bounds with first-play urgency.
    private sealed class NaiveMaxN(Func<string, SeatAnswer> script, SearchOptions options, int players)
    {
        public NaiveNode Run()
        {
            NaiveNode root = new("r", script("r"));
            root.Visit(root.Answer.Values);
            for (int i = 0; i < options.Simulations; i++)
            {
                Simulate(root, 0);
            }

            return root;
        }

        private float[] Simulate(NaiveNode node, int depth)
        {
            float[] g = node.Answer.Values;
            bool isLeaf = node.Visits == 0 || node.Answer.IsTerminal || (options.MaxDepth > 0 && depth == options.MaxDepth);
            if (!isLeaf)
            {
                int action = Select(node);
                if (!node.Children.TryGetValue(action, out NaiveNode? child))
                {
                    string path = string.Create(CultureInfo.InvariantCulture, $"{node.Path}.{action}");
                    node.Children[action] = child = new NaiveNode(path, script(path));
                }

                float[] below = Simulate(child, depth + 1);
                g = [.. Enumerable.Range(0, players).Select(p => child.Answer.Rewards[p] + (child.Discount * below[p]))];
            }

            node.Visit(g);
            return g;
        }

        private int Select(NaiveNode node)
        {
            int mover = node.Answer.ToPlay, best = -1;
            double rate = options.C1 + Math.Log((node.Visits + options.C2 + 1) / options.C2), bestScore = double.NegativeInfinity;
            double sum = node.Answer.Logits.Where((_, a) => node.Answer.Legal[a]).Sum(logit => Math.Exp(logit));
            double Prior(int action) => Math.Exp(node.Answer.Logits[action]) / sum;
            double unvisited = ((node.Values[mover] + 2.0) / 4.0)
                - (0.5 * options.FirstPlayReduction * Math.Sqrt(node.Children.Keys.Sum(Prior)));
            for (int action = 0; action < node.Answer.Logits.Length; action++)
            {
                if (node.Answer.Legal[action])
                {
                    NaiveNode? child = node.Children.GetValueOrDefault(action);
                    double q = child is null ? unvisited
                        : (child.Answer.Rewards[mover] + (child.Discount * child.Values[mover]) + 2.0) / 4.0;
                    double score = q + (Prior(action) * Math.Sqrt(node.Visits) / (1 + (child?.Visits ?? 0)) * rate);
                    (best, bestScore) = score > bestScore ? (action, score) : (best, bestScore);
                }
            }

            return best;
        }
    }

    private sealed class NaiveNode(string path, SeatAnswer answer)
    {
        public string Path => path;

        public SeatAnswer Answer => answer;

        public Dictionary<int, NaiveNode> Children { get; } = [];

        public int Visits { get; private set; }

        public float Discount => answer.IsTerminal ? 0.0f : 0.9f;

        public float[] Values { get; } = new float[answer.Values.Length];

        public void Visit(float[] g)
        {
            for (int p = 0; p < g.Length; p++)
            {
                Values[p] = ((Values[p] * Visits) + g[p]) / (Visits + 1);
            }

            Visits++;
        }
    }
}
