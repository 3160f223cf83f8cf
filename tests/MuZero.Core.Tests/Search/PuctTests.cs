using FsCheck;
using FsCheck.Fluent;
using MuZero.Diagnostics;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

public class PuctTests
{
    private static readonly SelectionConstants _constants = new(1.25, 19652.0, ValueNormalization.Tree, 0.2f, NoisyRoot: false, -1.0f, 1.0f);

    // ALGORITHMS 1.2.
    [Theory]
    [InlineData(0, 1.250050884)]
    [InlineData(1, 1.250101766)]
    [InlineData(50, 1.252591794)]
    [InlineData(800, 1.289950457)]
    [InlineData(19652, 1.943172623)]
    [InlineData(1_000_000, 5.199038538)]
    public void ExplorationRate_PublishedConstants_HasThePublishedValue(int visits, double expected) =>
        Assert.Equal(expected, Puct.ExplorationRate(visits, 1.25, 19652.0), 1e-9);

    // ALGORITHMS 3.5.
    [Theory]
    [InlineData(10, 0.5f, 5, 0.6f, 0.929551386)]
    [InlineData(10, 0.3f, 3, 0.4f, 0.696596247)]
    [InlineData(10, 0.2f, 2, 0.1f, 0.363641109)]
    [InlineData(1, 0.5f, 0, 9.0f, 0.625050883)]
    [InlineData(1, 0.3f, 0, 9.0f, 0.375030530)]
    [InlineData(1, 0.2f, 0, 9.0f, 0.250020353)]
    public void Score_ReferenceEdges_HasTheReferenceValue(int nodeVisits, float prior, int visits, float q, double expected)
    {
        float exploration = (float)(Math.Sqrt(nodeVisits) * Puct.ExplorationRate(nodeVisits, 1.25, 19652.0));

        float score = Puct.Score(prior, visits, q, new NormalizedQ(0.0f, 1.0f, 0.0f), exploration);

        Assert.Equal(expected, score, 1e-6);
    }

    [Fact]
    public void Select_AnyNumberOfActions_IsTheFirstMaximumOfTheScalarScores()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            for (int actions = 1; actions <= 70; actions++)
            {
                foreach (ValueNormalization normalization in Enum.GetValues<ValueNormalization>())
                {
                    // Few distinct numbers, so that equals are common.
                    SearchTree tree = RandomNode(new RandomStream(seed + (ulong)actions), actions, distinct: seed % 2 == 0 ? 2 : 1000);
                    SelectionConstants constants = _constants with { Normalization = normalization };

                    if (Puct.Select(tree, 0, 0, constants) != FirstMaximum(tree, constants))
                    {
                        return false;
                    }
                }
            }

            return true;
        });

        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Select_AllAlike_TakesTheLowestLegalAction()
    {
        for (int actions = 1; actions <= 70; actions++)
        {
            for (int lowest = 0; lowest < actions; lowest++)
            {
                SearchTree tree = Node(Enumerable.Range(0, actions).Select(action => action < lowest ? SearchTree.Illegal : 0.5f));

                Assert.Equal(lowest, Puct.Select(tree, 0, 0, _constants));
            }
        }
    }

    [Fact]
    public void Select_IllegalActionOfLargeQ_IsNotTaken()
    {
        SearchTree tree = Node([SearchTree.Illegal, 0.0f, SearchTree.Illegal]);
        (tree.Q(0, 0)[0], tree.Visits(0, 0)[0]) = (100.0f, 1);

        Assert.Equal(1, Puct.Select(tree, 0, 0, _constants));
    }

    private static int FirstMaximum(SearchTree tree, in SelectionConstants constants)
    {
        NormalizedQ normalized = NormalizedQ.For(tree, 0, 0, constants);
        int visits = tree.Node(0, 0).Visits;
        float exploration = (float)(Math.Sqrt(visits) * Puct.ExplorationRate(visits, constants.C1, constants.C2));
        float[] scores = [.. Enumerable.Range(0, tree.Actions).Select(a => Puct.Score(tree.Prior(0, 0)[a], tree.Visits(0, 0)[a], tree.Q(0, 0)[a], normalized, exploration))];
        return Array.IndexOf(scores, scores.Max());
    }

    private static SearchTree RandomNode(RandomStream random, int actions, int distinct)
    {
        SearchTree tree = Node(Enumerable.Range(0, actions).Select(_ => random.NextDouble() < 0.3 ? SearchTree.Illegal : random.Next(distinct) / (float)distinct));
        tree.Prior(0, 0)[random.Next(actions)] = 0.5f;
        tree.Node(0, 0).Visits = 1;
        for (int action = 0; action < actions; action++)
        {
            if (tree.Prior(0, 0)[action] >= 0.0f && random.NextDouble() < 0.6)
            {
                tree.Visits(0, 0)[action] = 1 + random.Next(Math.Min(distinct, 4));
                tree.Q(0, 0)[action] = (random.Next(distinct) / (float)distinct) - 0.5f;
                tree.Node(0, 0).Visits += tree.Visits(0, 0)[action];
                tree.MinMax(0).Update(tree.Q(0, 0)[action]);
            }
        }

        return tree;
    }

    private static SearchTree Node(IEnumerable<float> priors)
    {
        float[] row = [.. priors];
        var tree = new SearchTree(1, 2, row.Length);
        tree.Clear(0);
        tree.Node(0, 0).Visits = 1;
        row.CopyTo(tree.Prior(0, 0));
        return tree;
    }
}
