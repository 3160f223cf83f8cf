using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search.Positions;

public class LowerConfidenceBoundTests
{
    [Theory]
    [InlineData(60, 0.5f, 30.0f, 40, 0.48f, 1.0f, 1)]  // fewer visits, and more certain: 0.5 - 5 * 0.092 < 0.48 - 5 * 0.035
    [InlineData(60, 0.5f, 30.0f, 40, 0.05f, 1.0f, 0)]  // too much worse
    [InlineData(60, 0.5f, 1.0f, 40, 0.5f, 1.0f, 0)]    // of equal values the one with more visits
    [InlineData(95, 0.1f, 90.0f, 5, 0.9f, 0.0f, 0)]    // too few visits to count
    public void Choose_TwoMoves_TakesTheLargerBound(
        int visits0, float q0, float squares0, int visits1, float q1, float squares1, int expected)
    {
        SearchTree trees = new(1, 3, 2);
        trees.Clear(0);
        Add(trees, 0, visits0, q0);
        Add(trees, 1, visits1, q1);
        LowerConfidenceBound bound = new(trees, [0.0f, squares0, squares1], deviations: 5, range: 2);

        Assert.Equal(expected, bound.Choose(0, [visits0, visits1], mostVisited: 0));
    }

    [Fact]
    public void Choose_MoveThatIsProvenToBeWorse_IsNotPlayed()
    {
        SearchTree trees = new(1, 3, 2);
        trees.Clear(0);
        Add(trees, 0, 60, 0.0f);
        Add(trees, 1, 40, 0.9f);

        Assert.Equal(0, new LowerConfidenceBound(trees, new float[3], 5, 2).Choose(0, [60, 0], mostVisited: 0));
    }

    [Fact]
    public void Plan_Squares_AreTheSumOfTheSquaredDifferencesOfTheReturns()
    {
        Noughts game = new();
        List<float> returns = [];
        StubNetwork network = new(game, dynamics: false);
        PositionSearch search = new(game, [network], usesRules: true, new SearchOptions { Simulations = 300 },
            new PositionOptions { LowerConfidenceBound = 5, Batch = 8 }, positions: 1);
        search.Plan([Noughts.After(4)], [], new Decisions(1, game.Spec));
        SearchTree trees = search.Trees.Trees;

        // A child of the root: its returns are its own value, and those of the nodes below seen from it.
        Collect(trees, node: 1, returns);

        Assert.Equal(trees.Node(0, 1).Visits, returns.Count);
        float mean = returns.Average();
        Assert.Equal(returns.Sum(value => (value - mean) * (value - mean)), search.Trees.Paths.Squares[1], 1e-3f);
    }

    private static void Collect(SearchTree trees, int node, List<float> returns)
    {
        TreeRecords records = trees.Records(0);
        int own = records.Node(node).Visits;
        for (int below = node + 1; below < records.Totals.Nodes; below++)
        {
            if (records.Node(below).Parent == node)
            {
                own -= records.Node(below).Visits;
                (float reward, float discount) = (records.Node(below).Reward, records.Node(below).Discount);
                List<float> further = [];
                Collect(trees, below, further);
                returns.AddRange(further.Select(value => reward + (discount * value)));
            }
        }

        returns.AddRange(Enumerable.Repeat(records.Node(node).RawValue, own));
    }

    private static void Add(SearchTree trees, int action, int visits, float q)
    {
        int node = trees.Add(0, 0, action);
        (trees.Node(0, node).Visits, trees.Node(0, node).Value, trees.Node(0, node).Discount) = (visits, -q, -1.0f);
    }
}
