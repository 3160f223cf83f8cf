using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search.Positions;

public class TreeReuseTests
{
    private readonly Noughts _game = new();

    // More than 16 edges a node, so that there are further records.
    [Theory]
    [InlineData(1, 3, 400)]
    [InlineData(2, 40, 3_000)]
    [InlineData(3, 70, 5_000)]
    public void Keep_AnyNode_LeavesItsPartOfTheTreeAsItWas(ulong seed, int actions, int simulations)
    {
        for (int root = 0; root < simulations; root += Math.Max(1, simulations / 17))
        {
            var search = new PuctSearch(
                new ScriptedModel(actions, ScriptedModel.Random(seed, actions, -1.0f)), new SearchOptions { Simulations = simulations }, 1);
            search.Run([new NamedRoot("r")], []);
            if (root >= search.Tree.Records(0).Totals.Nodes || search.Tree.Node(0, root).IsOver)
            {
                continue;
            }

            List<string> expected = PositionTreeChecks.Describe(search.Tree, 0, root);

            new TreeReuse(search.Tree, new IGameState?[simulations + 1], [], 0.0f).Keep(0, root);

            Assert.Equal(expected, PositionTreeChecks.Describe(search.Tree, 0, 0));
            Assert.Equal(-1, search.Tree.Node(0, 0).Parent);
        }
    }

    [Fact]
    public void Keep_TheRange_IsThatOfTheKeptEdges()
    {
        var search = new PuctSearch(
            new ScriptedModel(5, ScriptedModel.Random(9, 5, -1.0f)), new SearchOptions { Simulations = 300 }, 1);
        search.Run([new NamedRoot("r")], []);

        new TreeReuse(search.Tree, new IGameState?[301], [], 0.0f).Keep(0, MostVisitedChild(search.Tree));

        TreeRecords records = search.Tree.Records(0);
        List<float> q = [];
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            q.Add(records.Node(node).Reward + (records.Node(node).Discount * records.Node(node).Value));
        }

        Assert.Equal((q.Min(), q.Max()), (records.Totals.MinMax.Min, records.Totals.MinMax.Max));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 8, false)]
    [InlineData(1, 1, true)]
    [InlineData(3, 4, true)]
    public void Plan_PositionAfterAMoveAndItsAnswer_AddsItsSimulationsToThoseOfTheTree(int threads, int batch, bool proven)
    {
        PositionSearch search = Search(threads, batch, proven);
        Decisions decisions = new(1, _game.Spec);
        IGameState state = Noughts.After();
        for (int move = 0; state.ToPlay >= 0; move++)
        {
            int before = move == 0 ? 0 : Kept(search, decisions);
            search.Plan([state], [], decisions);

            Assert.True(move is 0 or > 6 || before > 0);
            Assert.Equal(before + 100, decisions.Visits(0).ToArray().Sum() + Beaten(search, decisions));
            if (!proven)
            {
                PositionTreeChecks.AssertSums(search.Trees.Trees, 0);
            }

            state.Apply(decisions.Action(0));
        }
    }

    [Fact]
    public void Plan_TheSamePositionAgain_GoesOnWithItsTree()
    {
        PositionSearch search = Search(1, 1, proven: false);
        Decisions decisions = new(1, _game.Spec);

        search.Plan([Noughts.After(4)], [], decisions);
        search.Plan([Noughts.After(4)], [], decisions);

        Assert.Equal(200, decisions.Visits(0).ToArray().Sum());
    }

    [Fact]
    public void Plan_AnotherGame_BeginsANewTree()
    {
        PositionSearch search = Search(1, 1, proven: false);
        Decisions decisions = new(1, _game.Spec);

        search.Plan([Noughts.After(4, 0)], [], decisions);
        search.Plan([Noughts.After(8, 0)], [], decisions);

        Assert.Equal(100, decisions.Visits(0).ToArray().Sum());
        PositionSearch fresh = Search(1, 1, proven: false);
        fresh.Plan([Noughts.After(8, 0)], [], decisions);
        Assert.Equal(PositionTreeChecks.Describe(fresh.Trees.Trees, 0, 0), PositionTreeChecks.Describe(search.Trees.Trees, 0, 0));
    }

    private static int MostVisitedChild(SearchTree tree)
    {
        TreeRecords records = tree.Records(0);
        int best = 1;
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            best = records.Node(node).Parent == 0 && records.Node(node).Visits > records.Node(best).Visits ? node : best;
        }

        return best;
    }

    // The simulations below the move that was played, in the tree that was searched last.
    private static int Kept(PositionSearch search, Decisions decisions)
    {
        TreeRecords records = search.Trees.Trees.Records(0);
        int node = -1, kept = 0;
        for (int below = 1; below < records.Totals.Nodes; below++)
        {
            ref NodeStatistics statistics = ref records.Node(below);
            node = statistics.Parent == 0 && statistics.Action == decisions.Action(0) ? below : node;
            kept += node >= 0 && statistics.Parent == node ? statistics.Visits : 0;
        }

        return kept;
    }

    // Visits of moves that are proven to be worse, which decisions leave out.
    private static int Beaten(PositionSearch search, Decisions decisions)
    {
        TreeRecords records = search.Trees.Trees.Records(0);
        int beaten = 0;
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            ref NodeStatistics child = ref records.Node(node);
            beaten += child.Parent == 0 && decisions.Visits(0)[child.Action] == 0 ? child.Visits : 0;
        }

        return beaten;
    }

    private PositionSearch Search(int threads, int batch, bool proven)
    {
        INetwork[] networks = [.. Enumerable.Range(0, threads).Select(_ => new StubNetwork(_game, dynamics: false))];
        SearchOptions search = new() { Simulations = 100, ProvenValues = proven, Normalization = ValueNormalization.Bounds };
        return new PositionSearch(
            _game, networks, usesRules: true, search, new PositionOptions { ReuseTree = true, Threads = threads, Batch = batch }, 1);
    }
}
