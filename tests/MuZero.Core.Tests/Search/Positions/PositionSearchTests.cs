using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search.Positions;

public class PositionSearchTests
{
    private readonly Noughts _game = new();

    public static TheoryData<SearchOptions> Rules =>
    [
        new SearchOptions { Simulations = 300 },
        new SearchOptions { Simulations = 300, Normalization = ValueNormalization.Bounds },
        new SearchOptions { Simulations = 300, Normalization = ValueNormalization.Siblings, SmallestSpread = 0.1 },
        new SearchOptions { Simulations = 300, Unvisited = UnvisitedRule.MeanQ },
        new SearchOptions { Simulations = 300, Normalization = ValueNormalization.Bounds, ProvenValues = true },
        new SearchOptions { Simulations = 60, MaxDepth = 2 },
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Plan_OneThreadAndNoOptions_MakesTheTreesOfTheBatchedSearch(SearchOptions options)
    {
        var batched = new PuctSearch(new PerfectModel(Network(), _game.Spec), options, 3, _game.Spec.Observation.Length);
        PositionSearch search = Search(options, new PositionOptions(), positions: 3);
        IGameState[] states = [Noughts.After(), Noughts.After(4), Noughts.After(0, 8, 2)];
        Decisions decisions = new(3, _game.Spec);
        foreach (bool isNoisy in new[] { false, true })
        {
            batched.Run(states, Noise(isNoisy));
            search.Plan(states, Noise(isNoisy), decisions);

            for (int tree = 0; tree < 3; tree++)
            {
                Assert.Equal(PositionTreeChecks.Describe(batched.Tree, tree, 0), PositionTreeChecks.Describe(search.Trees.Trees, tree, 0));
                Assert.Equal(batched.Action(tree), decisions.Action(tree));
                Assert.Equal(batched.Value(tree), decisions.Value(tree));
                Assert.Equal(batched.Decisions.Policy(tree), decisions.Policy(tree));
                Assert.Equal(batched.Decisions.Observation(tree), decisions.Observation(tree));
            }
        }

        Assert.Equal(batched.Planner.MeanDepth, search.MeanDepth, 9);
    }

    [Fact]
    public void Plan_LearnedModel_MakesTheTreeOfTheBatchedSearch()
    {
        SearchOptions options = new() { Simulations = 200 };
        var batched = new PuctSearch(new LearnedModel(new StubNetwork(_game), _game.Spec), options, 1, _game.Spec.Observation.Length);
        PositionSearch search = new(_game, [new StubNetwork(_game)], usesRules: false, options, new PositionOptions(), positions: 1);

        batched.Run([Noughts.After(4)], []);
        search.Plan([Noughts.After(4)], [], new Decisions(1, _game.Spec));

        Assert.Equal(PositionTreeChecks.Describe(batched.Tree, 0, 0), PositionTreeChecks.Describe(search.Trees.Trees, 0, 0));
    }

    [Theory]
    [InlineData(1, 8, 1.0)]
    [InlineData(1, 32, 0.0)]
    [InlineData(2, 1, 1.0)]
    [InlineData(3, 4, 3.0)]
    [InlineData(8, 16, 0.0)]
    public void Plan_SeveralLeavesAtOnce_LosesNoVisit(int threads, int batch, double virtualLoss)
    {
        PositionOptions options = new() { Threads = threads, Batch = batch, VirtualLoss = virtualLoss };
        foreach (ValueNormalization normalization in Enum.GetValues<ValueNormalization>())
        {
            PositionSearch search = Search(new SearchOptions { Simulations = 777, Normalization = normalization }, options);
            Decisions decisions = new(1, _game.Spec);
            for (int repeat = 0; repeat < 10; repeat++)
            {
                search.Plan([Noughts.After(4)], [], decisions);

                Assert.Equal(777, decisions.Visits(0).ToArray().Sum());
                Assert.Equal(778, search.Trees.Trees.Node(0, 0).Visits);
                AssertLanded(search);
                PositionTreeChecks.AssertSums(search.Trees.Trees, 0);
            }
        }
    }

    [Fact]
    public void Plan_ProvenValuesOnSeveralThreads_FindsTheWin()
    {
        PositionSearch search = Search(
            new SearchOptions { Simulations = 500, ProvenValues = true, Normalization = ValueNormalization.Bounds },
            new PositionOptions { Threads = 3, Batch = 4 });
        Decisions decisions = new(1, _game.Spec);

        search.Plan([Noughts.After(8, 0, 1, 4, 2)], [], decisions); // 6 and 7 block one line each

        Assert.Equal(_game.Solve(Noughts.After(8, 0, 1, 4, 2)), decisions.Value(0));
        AssertLanded(search);
    }

    [Fact]
    public void Plan_BatchesOfOneThread_RepeatBitForBit()
    {
        PositionOptions options = new() { Batch = 8, Transpositions = true, LowerConfidenceBound = 2 };

        List<string> first = Tree(options), second = Tree(options);

        Assert.Equal(first, second);
    }

    [Fact]
    public void Plan_TreeIsFull_EndsWithTheMovesSoFar()
    {
        SearchOptions search = new() { Simulations = 100_000 };
        PositionSearch limited = Search(search, new PositionOptions { TreeMebibytes = 1, Batch = 4 });
        Decisions decisions = new(1, _game.Spec);

        limited.Plan([Noughts.After()], [], decisions);

        Assert.Equal(PositionSearch.SimulationsIn(_game.Spec, 1) + 1, limited.Trees.Trees.Nodes);
        Assert.Equal(limited.Trees.Trees.Nodes, limited.Trees.Trees.Records(0).Totals.Nodes);
        Assert.True(decisions.Visits(0).ToArray().Sum() >= limited.Trees.Trees.Nodes - 1);
        PositionTreeChecks.AssertSums(limited.Trees.Trees, 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Plan_NetworkFails_ThrowsAndTheNextPlanIsWhole(int threads)
    {
        int calls = 0;
        StubEvaluation evaluate = (_, logits) =>
        {
            logits.Clear();
            return Interlocked.Increment(ref calls) == 40 ? throw new InvalidOperationException("broken") : 0.0f;
        };
        INetwork[] networks = [.. Enumerable.Range(0, threads).Select(_
            => new StubNetwork(_game, dynamics: false) { Evaluation = evaluate })];
        PositionOptions options = new() { Threads = threads, Batch = 4, ReuseTree = true };
        PositionSearch search = new(_game, networks, usesRules: true, new SearchOptions { Simulations = 200 }, options, positions: 1);
        Decisions decisions = new(1, _game.Spec);

        Assert.Throws<InvalidOperationException>(() => search.Plan([Noughts.After()], [], decisions));
        search.Plan([Noughts.After()], [], decisions);

        Assert.Equal(200, decisions.Visits(0).ToArray().Sum());
        PositionTreeChecks.AssertSums(search.Trees.Trees, 0);
    }

    [Fact]
    public void Plan_FinishedPosition_IsRefused()
        => Assert.Throws<ArgumentException>(() => Search(new SearchOptions { Simulations = 2 }, new PositionOptions())
            .Plan([Noughts.After(0, 3, 1, 4, 2)], [], new Decisions(1, _game.Spec)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Plan_Limit_EndsAfterAtLeastOneSimulation(int threads)
    {
        PositionSearch search = Search(new SearchOptions { Simulations = 500 }, new PositionOptions { Threads = threads });
        Decisions decisions = new(1, _game.Spec);

        search.LimitBy(new After(0));
        search.Plan([Noughts.After()], [], decisions);
        int least = decisions.Visits(0).ToArray().Sum();
        search.LimitBy(new After(50));
        search.Plan([Noughts.After()], [], decisions);
        int some = decisions.Visits(0).ToArray().Sum();

        Assert.InRange(least, 1, threads); // each thread ends what it has begun
        Assert.InRange(some, 50, 50 + threads);
    }

    [Fact]
    public void Plan_EarlyStop_NeverChangesTheMove()
    {
        SearchOptions options = new() { Simulations = 150 };
        PositionSearch whole = Search(options, new PositionOptions()), early = Search(options, new PositionOptions { EarlyStop = true });
        Decisions expected = new(1, _game.Spec), actual = new(1, _game.Spec);
        int saved = 0;
        foreach (IGameState state in EveryPosition(3))
        {
            whole.Plan([state], [], expected);
            early.Plan([state], [], actual);

            Assert.Equal(expected.Action(0), actual.Action(0));
            saved += 150 - actual.Visits(0).ToArray().Sum();
        }

        Assert.True(saved > 0);
    }

    [Fact]
    public void Plan_OneLegalMove_EndsEarlyAtOnce()
    {
        PositionSearch search = Search(new SearchOptions { Simulations = 500 }, new PositionOptions { EarlyStop = true });
        Decisions decisions = new(1, _game.Spec);

        search.Plan([Noughts.After(0, 1, 2, 4, 3, 5, 7, 6)], [], decisions);

        Assert.Equal((8, 1), (decisions.Action(0), decisions.Visits(0)[8]));
    }

    private static IEnumerable<IGameState> EveryPosition(int plies)
    {
        Queue<(IGameState State, int Depth)> queue = new([(Noughts.After(), 0)]);
        while (queue.TryDequeue(out (IGameState State, int Depth) entry))
        {
            yield return entry.State;
            int[] legal = new int[9];
            foreach (int action in entry.Depth == plies ? [] : legal.AsSpan(0, entry.State.LegalActions(legal)).ToArray())
            {
                IGameState next = entry.State.Clone();
                next.Apply(action);
                queue.Enqueue((next, entry.Depth + 1));
            }
        }
    }

    private static RandomStream[] Noise(bool isNoisy) => isNoisy ? [new(1), new(2), new(3)] : [];

    private List<string> Tree(PositionOptions options)
    {
        PositionSearch search = Search(new SearchOptions { Simulations = 400 }, options);
        search.Plan([Noughts.After(4)], [], new Decisions(1, _game.Spec));
        return PositionTreeChecks.Describe(search.Trees.Trees, 0, 0);
    }

    private static void AssertLanded(PositionSearch search)
    {
        for (int node = 0; node < search.Trees.Trees.Records(0).Totals.Nodes; node++)
        {
            Assert.Equal(search.Trees.Trees.Node(0, node).Visits, search.Trees.Paths.Finished(0, node));
        }
    }

    private StubNetwork Network() => new(_game, dynamics: false);

    private PositionSearch Search(SearchOptions search, PositionOptions options, int positions = 1)
        => new(_game, [.. Enumerable.Range(0, options.Threads).Select(_ => Network())], usesRules: true, search, options, positions);

    private sealed class After(int simulations) : ISearchLimit
    {
        public bool IsReached(int done) => done >= simulations;
    }
}
