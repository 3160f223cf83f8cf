using FsCheck;
using FsCheck.Fluent;
using MuZero.Core.Tests.Search.Tree;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Rules;

public class PuctTests
{
    private static readonly Puct _puct =
        new(Puct.Explorations(1.25, 19652.0, visits: 2000),
            new QNormalization(ValueNormalization.Tree, UnvisitedRule.Zero, 0.2f, -1.0f, 1.0f));

    // docs/ALGORITHM.md 6.
    [Theory]
    [InlineData(0, 1.250050884)]
    [InlineData(1, 1.250101766)]
    [InlineData(50, 1.252591794)]
    [InlineData(800, 1.289950457)]
    [InlineData(19652, 1.943172623)]
    [InlineData(1_000_000, 5.199038538)]
    public void ExplorationRate_PublishedConstants_HasThePublishedValue(int visits, double expected) =>
        Assert.Equal(expected, Puct.ExplorationRate(visits, 1.25, 19652.0), 1e-9);

    // docs/ALGORITHM.md 6.
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
    public void Explorations_EveryNumberOfVisits_IsTheRateTimesTheRoot()
    {
        float[] explorations = Puct.Explorations(1.25, 19652.0, visits: 50);

        Assert.Equal(51, explorations.Length);
        Assert.Equal(0.0f, explorations[0]);
        Assert.Equal((float)(Math.Sqrt(50.0) * Puct.ExplorationRate(50, 1.25, 19652.0)), explorations[50]);
    }

    [Fact]
    public void Select_AnyNumberOfActions_IsTheFirstMaximumOfTheScalarScores()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            foreach (int actions in new[] { 1 + random.Next(16), 1 + random.Next(70), 1 + random.Next(400) })
            {
                foreach (ValueNormalization normalization in Enum.GetValues<ValueNormalization>())
                {
                    // Few distinct numbers, so that equals are common.
                    SearchTree tree = RandomNode(random, actions, distinct: random.Next(2) == 0 ? 2 : 1000);
                    Puct puct = new(_puct.Exploration, new QNormalization(normalization, UnvisitedRule.Zero, 0.2f, -1.0f, 1.0f));
                    if (Chosen(tree, puct) != FirstMaximum(tree, puct))
                    {
                        return false;
                    }
                }
            }

            return true;
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), property);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Select_AllAlike_TakesTheLowestLegalAction(bool visited)
    {
        for (int actions = 1; actions <= 70; actions++)
        {
            for (int lowest = 0; lowest < actions; lowest++)
            {
                SearchTree tree = TreeRows.Root(Enumerable.Range(0, actions).Select(action => action < lowest ? SearchTree.Illegal : 0.5f));

                // The last visited is the lowest, so the order of visits must not decide.
                for (int action = actions - 1; visited && action >= lowest; action--)
                {
                    tree.Visit(0, action, visits: 1, 0.25f);
                }

                Assert.Equal(lowest, Chosen(tree, _puct));
            }
        }
    }

    // A visited edge with Qn + P E / 2 against an unvisited one with P E: alike if the second prior is half the first and Q is 0.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Select_VisitedAndUnvisitedAlike_TakesTheLowerAction(int visited, int unvisited)
    {
        float[] priors = new float[2];
        (priors[visited], priors[unvisited]) = (0.5f, 0.25f);
        SearchTree tree = TreeRows.Root(priors);
        tree.Visit(0, visited, visits: 1, 0.0f);

        Assert.Equal(0, Chosen(tree, _puct));
    }

    [Fact]
    public void Select_IllegalActions_AreNotTaken()
    {
        SearchTree tree = TreeRows.Root([SearchTree.Illegal, 0.0f, SearchTree.Illegal]);

        Assert.Equal(1, Chosen(tree, _puct));

        tree.Visit(0, 1, visits: 1, -100.0f);

        Assert.Equal(1, Chosen(tree, _puct));
    }

    private static int Chosen(SearchTree tree, in Puct puct)
    {
        int next = puct.Select(0, tree.Records(0), 0);
        return next < 0 ? ~next : tree.Node(0, next).Action;
    }

    private static int FirstMaximum(SearchTree tree, in Puct puct)
    {
        NormalizedQ normalized = puct.Normalization.At(tree.Records(0), 0);
        int visits = tree.Node(0, 0).Visits;
        float exploration = (float)(Math.Sqrt(visits) * Puct.ExplorationRate(visits, 1.25, 19652.0));
        (float[] prior, int[] n, float[] q) = (tree.Prior(0, 0), tree.Visits(0, 0), tree.Q(0, 0));
        float[] scores = [.. Enumerable.Range(0, tree.Actions).Select(a => Puct.Score(prior[a], n[a], q[a], normalized, exploration))];
        return Array.IndexOf(scores, scores.Max());
    }

    private static SearchTree RandomNode(RandomStream random, int actions, int distinct)
    {
        float[] priors = [.. Enumerable.Range(0, actions)
            .Select(_ => random.NextDouble() < 0.3 ? SearchTree.Illegal : random.Next(distinct) / (float)distinct)];
        priors[random.Next(actions)] = 0.5f;
        SearchTree tree = TreeRows.Root(priors);
        double share = random.NextDouble();
        tree.Node(0, 0).Value = (random.Next(distinct) / (float)distinct) - 0.5f;
        foreach (int action in Enumerable.Range(0, actions).OrderBy(_ => random.NextBits()))
        {
            if (priors[action] >= 0.0f && random.NextDouble() < share)
            {
                int visits = 1 + random.Next(Math.Min(distinct, 4));
                float q = (random.Next(distinct) / (float)distinct) - 0.5f;
                tree.Visit(0, action, visits, q);
                tree.Node(0, 0).Visits += visits;
                tree.Widen(q);
            }
        }

        return tree;
    }
}
