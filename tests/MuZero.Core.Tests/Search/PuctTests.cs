using MuZero.Diagnostics;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

/// <summary>pUCT against the numbers of ALGORITHMS 1.2 and 3.5, and the vectorised scan against the formula.</summary>
public sealed class PuctTests
{
    private static readonly SelectionConstants _constants = new(1.25, 19652, ValueNormalization.Tree, 0.2f, NoisyRoot: false, -1, 1);
    private static readonly NormalizedQ _raw = new(0, 1, 0);

    [Theory]
    [InlineData(0, 1.250050884)]
    [InlineData(1, 1.250101766)]
    [InlineData(50, 1.252591794)]
    [InlineData(800, 1.289950457)]
    [InlineData(19_652, 1.943172623)]
    [InlineData(1_000_000, 5.199038538)]
    public void ExplorationRate_ByVisits_IsThePapers(int visits, double expected)
        => Assert.Equal(expected, Puct.ExplorationRate(visits, 1.25, 19652), 1e-9);

    [Theory]
    [InlineData(10, 0.5f, 5, 0.6f, 0.929551386)]
    [InlineData(10, 0.3f, 3, 0.4f, 0.696596247)]
    [InlineData(10, 0.2f, 2, 0.1f, 0.363641109)]
    [InlineData(1, 0.5f, 0, 0f, 0.625050883)]
    [InlineData(1, 0.3f, 0, 0f, 0.375030530)]
    [InlineData(1, 0.2f, 0, 0f, 0.250020353)]
    public void Score_OneEdge_IsThePapers(int nodeVisits, float prior, int visits, float q, double expected)
    {
        float exploration = (float)(Math.Sqrt(nodeVisits) * Puct.ExplorationRate(nodeVisits, 1.25, 19652));

        Assert.Equal(expected, Puct.Score(prior, visits, q, _raw, exploration), 2e-6);
    }

    [Fact]
    public void Select_AnyNumberOfActions_IsTheFirstLargestScore()
    {
        RandomStream random = new(7);
        for (int actions = 1; actions <= 70; actions++)
        {
            for (int repeat = 0; repeat < 20; repeat++)
            {
                SearchTree tree = RandomNode(actions, random);

                int selected = Puct.Select(tree, 0, 0, _constants);

                Assert.Equal(FirstLargest(tree), selected);
                Assert.True(tree.Prior(0, 0)[selected] >= 0.0f);
            }
        }
    }

    [Fact]
    public void Select_EqualScores_TakesTheLowestAction()
    {
        SearchTree tree = new(1, 1, 40);
        tree.Clear(0);
        tree.Prior(0, 0).Fill(1.0f / 40);
        tree.Prior(0, 0)[..3].Fill(SearchTree.Illegal);

        Assert.Equal(3, Puct.Select(tree, 0, 0, _constants));
    }

    [Fact]
    public void NormalizedQ_Tree_IsRawUntilTwoDistinctValuesWereSeen()
    {
        SearchTree tree = TwoVisited();
        tree.MinMax(0).Update(5.0f);
        Assert.Equal(new NormalizedQ(0, 1, 0), NormalizedQ.For(tree, 0, 0, _constants));

        tree.MinMax(0).Update(1.0f);

        Assert.Equal(new NormalizedQ(1, 0.25f, 0), NormalizedQ.For(tree, 0, 0, _constants));
    }

    [Fact]
    public void NormalizedQ_Siblings_CountsTheNodeAndItsVisitedEdges_UnvisitedAsTheLeast()
    {
        NormalizedQ normalized = NormalizedQ.For(TwoVisited(), 0, 0, _constants with { Normalization = ValueNormalization.Siblings });

        Assert.Equal(-0.5f, normalized.Offset);
        Assert.Equal(1.0f / 1.1f, normalized.Scale, 1e-6f);
        Assert.Equal(0.0f, normalized.Unvisited);
    }

    [Fact]
    public void NormalizedQ_Bounds_ReducesUnvisitedByTheVisitedPrior_ButNotAtANoisyRoot()
    {
        SelectionConstants bounds = _constants with { Normalization = ValueNormalization.Bounds };

        NormalizedQ quiet = NormalizedQ.For(TwoVisited(), 0, 0, bounds);
        NormalizedQ noisy = NormalizedQ.For(TwoVisited(), 0, 0, bounds with { NoisyRoot = true });

        // V(s) 0.2 is 0.6 of [-1, 1]; KataGo's 0.2 sqrt(0.64) spans [-1, 1], half of it [0, 1].
        Assert.Equal(0.6f - 0.08f, quiet.Unvisited, 1e-6f);
        Assert.Equal(0.6f, noisy.Unvisited, 1e-6f);
    }

    // V(s) 0.2; edge 0 visited with Q -0.5, edge 1 with 0.6; visited prior 0.64.
    private static SearchTree TwoVisited()
    {
        SearchTree tree = new(1, 1, 3);
        tree.Clear(0);
        new[] { 0.4f, 0.24f, 0.36f }.CopyTo(tree.Prior(0, 0));
        new[] { 2, 1, 0 }.CopyTo(tree.Visits(0, 0));
        new[] { -0.5f, 0.6f, 9.0f }.CopyTo(tree.Q(0, 0));
        tree.Node(0, 0).Visits = 4;
        tree.Node(0, 0).Value = 0.2f;
        return tree;
    }

    private static SearchTree RandomNode(int actions, RandomStream random)
    {
        SearchTree tree = new(1, 1, actions);
        tree.Clear(0);
        tree.Node(0, 0).Visits = 1 + random.Next(50);
        tree.MinMax(0).Update(-1.0f);
        tree.MinMax(0).Update(1.0f);
        for (int action = 0; action < actions; action++)
        {
            // Few distinct numbers, so that ties are common.
            tree.Prior(0, 0)[action] = random.Next(4) == 0 ? SearchTree.Illegal : random.Next(3) * 0.125f;
            tree.Visits(0, 0)[action] = random.Next(3);
            tree.Q(0, 0)[action] = (random.Next(5) - 2) * 0.5f;
        }

        tree.Prior(0, 0)[random.Next(actions)] = 0.5f;
        return tree;
    }

    private static int FirstLargest(SearchTree tree)
    {
        NormalizedQ normalized = NormalizedQ.For(tree, 0, 0, _constants);
        int visits = tree.Node(0, 0).Visits;
        float exploration = (float)(Math.Sqrt(visits) * Puct.ExplorationRate(visits, 1.25, 19652));
        int best = 0;
        float[] scores = [.. Enumerable.Range(0, tree.Actions).Select(a => Puct.Score(tree.Prior(0, 0)[a], tree.Visits(0, 0)[a], tree.Q(0, 0)[a], normalized, exploration))];
        for (int action = 1; action < scores.Length; action++)
        {
            best = scores[action] > scores[best] ? action : best;
        }

        return best;
    }
}
