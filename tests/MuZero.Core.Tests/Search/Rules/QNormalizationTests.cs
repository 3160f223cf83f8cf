using MuZero.Core.Tests.Search.Tree;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Rules;

public class QNormalizationTests
{
    private static readonly QNormalization _rule = Rule(ValueNormalization.Tree);

    [Fact]
    public void At_TreeBeforeTwoValues_LeavesQAsItIs()
    {
        SearchTree tree = Node();
        NormalizedQ none = _rule.At(tree.Records(0), 0);
        tree.Widen(3.0f);
        NormalizedQ one = _rule.At(tree.Records(0), 0);
        tree.Widen(5.0f);
        NormalizedQ two = _rule.At(tree.Records(0), 0);

        Assert.Equal(new NormalizedQ(0.0f, 1.0f, 0.0f), none);
        Assert.Equal(new NormalizedQ(0.0f, 1.0f, 0.0f), one);
        Assert.Equal(new NormalizedQ(3.0f, 0.5f, 0.0f), two);
    }

    [Fact]
    public void At_TreeOfTwoValuesThatDifferByRounding_TreatsThemAsOne()
    {
        SearchTree tree = Node();
        tree.Widen(0.1f);
        tree.Widen(MathF.BitIncrement(0.1f));

        NormalizedQ normalized = _rule.At(tree.Records(0), 0);

        Assert.InRange((MathF.BitIncrement(0.1f) - normalized.Offset) * normalized.Scale, 0.0f, 0.1f);
    }

    [Theory]
    [InlineData(0.0f, 250.0f)]
    [InlineData(0.01f, 100.0f)] // EfficientZero
    public void At_TreeOfASmallRange_CountsTheSmallestSpread(float smallestSpread, float scale)
    {
        SearchTree tree = Node();
        tree.Widen(1.0f, smallestSpread);
        tree.Widen(1.004f, smallestSpread);

        NormalizedQ normalized = _rule.At(tree.Records(0), 0);

        Assert.Equal(1.0f, normalized.Offset);
        Assert.Equal(scale, normalized.Scale, 0.01f);
    }

    [Fact]
    public void At_SiblingsOfASmallRange_CountsTheSmallestSpread()
    {
        SearchTree tree = Node(0.5f, 0.504f);

        Assert.Equal(100.0f, Rule(ValueNormalization.Siblings, smallestSpread: 0.01f).At(tree.Records(0), 0).Scale, 0.01f);
    }

    [Theory]
    [InlineData(0.0f, float.Epsilon)]
    [InlineData(float.MinValue, float.MaxValue)]
    public void At_BoundsOfAnyRange_StaysFinite(float min, float max)
    {
        NormalizedQ normalized = new QNormalization(ValueNormalization.Bounds, UnvisitedRule.Parent, 0.2f, min, max)
            .At(Node(0.5f, 0.5f).Records(0), 0);

        Assert.True(float.IsFinite(normalized.Scale) && float.IsFinite(normalized.Unvisited));
    }

    [Theory]
    [InlineData(0.5f, -0.4f, 0.8f, -0.4f, 1.2f)]
    [InlineData(-0.9f, -0.4f, 0.8f, -0.9f, 1.7f)]
    [InlineData(0.9f, -0.4f, 0.8f, -0.4f, 1.3f)]
    public void At_Siblings_SpansTheNodeAndItsVisitedEdges(float value, float first, float second, float low, float spread)
    {
        SearchTree tree = Node(value, first, second);

        NormalizedQ normalized = Rule(ValueNormalization.Siblings).At(tree.Records(0), 0);

        Assert.Equal(low, normalized.Offset);
        Assert.Equal(1.0f / spread, normalized.Scale, 1e-5f);
        Assert.Equal(0.0f, normalized.Unvisited);
    }

    [Fact]
    public void At_SiblingsAllAlike_StaysFinite()
    {
        SearchTree tree = Node(0.5f, 0.5f, 0.5f);

        NormalizedQ normalized = Rule(ValueNormalization.Siblings).At(tree.Records(0), 0);

        Assert.Equal(0.0f, (0.5f - normalized.Offset) * normalized.Scale);
    }

    [Fact]
    public void At_Bounds_ReducesUnvisitedEdgesByTheVisitedPrior()
    {
        SearchTree tree = Node(0.5f, -0.4f, 0.8f);

        NormalizedQ normalized = Rule(ValueNormalization.Bounds, UnvisitedRule.Parent).At(tree.Records(0), 0);

        Assert.Equal(-2.0f, normalized.Offset);
        Assert.Equal(0.25f, normalized.Scale);
        Assert.Equal(0.625f - (0.1 * 0.7071067811865476), normalized.Unvisited, 1e-6);
    }

    [Fact]
    public void At_BoundsUnvisitedZero_IsTheLeastReturn()
    {
        NormalizedQ normalized = Rule(ValueNormalization.Bounds).At(Node(0.5f, -0.4f, 0.8f).Records(0), 0);

        Assert.Equal(new NormalizedQ(-2.0f, 0.25f, 0.0f), normalized);
    }

    [Theory] // EfficientZero's mean: of the visited edges at the root, of them and of the node above's mean below it.
    [InlineData(1.0f, 0.2f, (0.2f + 0.6f + 0.0f) / 3.0f)]
    [InlineData(-1.0f, -0.2f, (-0.2f + 0.6f + 0.0f) / 3.0f)]
    public void At_UnvisitedMeanQ_IsTheMeanOfQ(float discount, float above, float below)
    {
        SearchTree tree = Node(0.9f, -0.4f, 0.8f);
        QNormalization rule = Rule(ValueNormalization.Bounds, UnvisitedRule.MeanQ);
        int child = tree.Child(0, 0)[1];
        tree.Node(0, child).Discount = discount;
        tree.Unvisited(0, child)[..4].Fill(0.25f);
        tree.FindBest(0, child);
        tree.Visit(child, 0, visits: 1, 0.6f);
        tree.Visit(child, 1, visits: 5, 0.0f);

        float root = rule.At(tree.Records(0), 0).Unvisited;
        float inside = rule.At(tree.Records(0), child).Unvisited;

        Assert.Equal((0.2f + 2.0f) / 4.0f, root, 1e-6f);
        Assert.Equal((below + 2.0f) / 4.0f, inside, 1e-6f);
        Assert.Equal(above, discount * 0.2f);
    }

    // Four edges of priors a quarter; the given ones are visited.
    private static QNormalization Rule(ValueNormalization by, UnvisitedRule unvisited = UnvisitedRule.Zero, float smallestSpread = 0.0f)
        => new(by, unvisited, 0.2f, -2.0f, 2.0f, smallestSpread);

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
