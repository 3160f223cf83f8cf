using MuZero.Core.Tests.Search.Tree;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Rules;

public class NormalizedQTests
{
    private static readonly SelectionConstants _constants = new([], ValueNormalization.Tree, 0.2f, NoisyRoot: false, -2.0f, 2.0f);

    [Fact]
    public void For_TreeBeforeTwoDistinctValues_LeavesQAsItIs()
    {
        SearchTree tree = Node();
        NormalizedQ none = NormalizedQ.For(tree.Records(0), 0, _constants);
        tree.Widen(3.0f);
        NormalizedQ one = NormalizedQ.For(tree.Records(0), 0, _constants);
        tree.Widen(5.0f);
        NormalizedQ two = NormalizedQ.For(tree.Records(0), 0, _constants);

        Assert.Equal(new NormalizedQ(0.0f, 1.0f, 0.0f), none);
        Assert.Equal(new NormalizedQ(0.0f, 1.0f, 0.0f), one);
        Assert.Equal(new NormalizedQ(3.0f, 0.5f, 0.0f), two);
    }

    [Theory]
    [InlineData(0.5f, -0.4f, 0.8f, -0.4f, 1.2f)]
    [InlineData(-0.9f, -0.4f, 0.8f, -0.9f, 1.7f)]
    [InlineData(0.9f, -0.4f, 0.8f, -0.4f, 1.3f)]
    public void For_Siblings_SpansTheNodeAndItsVisitedEdges(float value, float first, float second, float low, float spread)
    {
        SearchTree tree = Node(value, first, second);

        NormalizedQ normalized = NormalizedQ.For(tree.Records(0), 0, _constants with { Normalization = ValueNormalization.Siblings });

        Assert.Equal(low, normalized.Offset);
        Assert.Equal(1.0f / spread, normalized.Scale, 1e-5f);
        Assert.Equal(0.0f, normalized.Unvisited);
    }

    [Fact]
    public void For_SiblingsAllAlike_StaysFinite()
    {
        SearchTree tree = Node(0.5f, 0.5f, 0.5f);

        NormalizedQ normalized = NormalizedQ.For(tree.Records(0), 0, _constants with { Normalization = ValueNormalization.Siblings });

        Assert.Equal(0.0f, (0.5f - normalized.Offset) * normalized.Scale);
    }

    [Theory]
    [InlineData(false, 0.625f - (0.1 * 0.7071067811865476))]
    [InlineData(true, 0.625f)]
    public void For_Bounds_ReducesUnvisitedEdgesByTheVisitedPrior(bool noisyRoot, double expected)
    {
        SearchTree tree = Node(0.5f, -0.4f, 0.8f);

        NormalizedQ normalized = NormalizedQ.For(tree.Records(0), 0, _constants with { Normalization = ValueNormalization.Bounds, NoisyRoot = noisyRoot });

        Assert.Equal(-2.0f, normalized.Offset);
        Assert.Equal(0.25f, normalized.Scale);
        Assert.Equal(expected, normalized.Unvisited, 1e-6);
    }

    [Fact]
    public void For_BoundsBelowANoisyRoot_StillReduces()
    {
        SearchTree tree = Node();
        int node = tree.Visit(0, 0, visits: 1, 0.0f);
        tree.SetPriors(node, 0.25f, 0.25f, 0.25f, 0.25f);
        tree.Visit(node, 3, visits: 1, 0.0f);
        tree.Node(0, node).Value = 0.0f;

        NormalizedQ normalized = NormalizedQ.For(tree.Records(0), 1, _constants with { Normalization = ValueNormalization.Bounds, NoisyRoot = true });

        Assert.Equal(0.5f - (0.1f * 0.5f), normalized.Unvisited, 1e-6f);
    }

    // Four edges of priors a quarter; the given ones are visited.
    private static SearchTree Node(float value = 0.0f, params float[] q)
    {
        SearchTree tree = TreeRows.Root([0.25f, 0.25f, 0.25f, 0.25f]);
        tree.Node(0, 0).Value = value;
        for (int action = 0; action < q.Length; action++)
        {
            tree.Visit(0, action, visits: 1, q[action]);
        }

        return tree;
    }
}
