using System.Runtime.Intrinsics;
using MuZero.Core.Tests.Search.Tree;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Rules;

public class GumbelInteriorTests
{
    private const int Actions = 20;

    [Fact]
    public void SelectInRecord_EveryVectorLength_ChoosesTheSame()
    {
        GumbelInterior rule = New();
        for (ulong seed = 0; seed < 500; seed++)
        {
            int edges = 1 + (int)(seed % 15);
            SearchTree tree = RandomNode(seed, edges);
            TreeRecords records = tree.Records(0);

            int expected = rule.Select(0, records, 0);

            Assert.Equal(expected, rule.SelectInRecord<Simd512, Vector512<float>>(records, 0, edges + 1));
            Assert.Equal(expected, rule.SelectInRecord<Simd256, Vector256<float>>(records, 0, edges + 1));
            Assert.Equal(expected, rule.SelectInRecord<Simd128, Vector128<float>>(records, 0, edges + 1));
        }
    }

    [Fact]
    public void Select_EqualScores_TakesTheLowestAction()
    {
        SearchTree tree = TreeRows.Root([0.25f, 0.25f, 0.25f, 0.25f]);
        tree.Visit(0, 2, visits: 1, 0.5f);
        tree.Visit(0, 1, visits: 1, 0.5f);
        tree.Visit(0, 3, visits: 1, 0.5f);
        tree.Visit(0, 0, visits: 1, 0.5f);
        tree.Node(0, 0).Visits = 5;
        TreeRecords records = tree.Records(0);

        int few = New().Select(0, records, 0);

        Assert.Equal(0, tree.Node(0, few).Action);
        Assert.Equal(few, New().SelectInRecord<Simd128, Vector128<float>>(records, 0, lanes: 4));
    }

    [Fact]
    public void Select_NoEdge_TakesTheLargestPrior()
        => Assert.Equal(~2, New().Select(0, TreeRows.Root([0.2f, 0.3f, 0.5f]).Records(0), 0));

    private static GumbelInterior New() => new(new ScriptedModel(Actions, _ => new Answer(new float[Actions], 0)),
        new SearchOptions { Simulations = 50, Normalization = ValueNormalization.Bounds });

    private static SearchTree RandomNode(ulong seed, int edges)
    {
        RandomStream random = new(seed);
        float[] weights = [.. Enumerable.Range(0, Actions).Select(_ => MathF.Exp((float)random.NextNormal()))];
        SearchTree tree = TreeRows.Root(weights.Select(weight => weight / weights.Sum()));
        tree.Node(0, 0).RawValue = (float)((2.0 * random.NextDouble()) - 1.0);
        int total = 0;
        for (int edge = 0; edge < edges; edge++)
        {
            int visits = 1 + random.Next(9);
            total += visits;
            tree.Visit(0, (edge * 7) % Actions, visits, (float)((2.0 * random.NextDouble()) - 1.0));
        }

        tree.Node(0, 0).Visits = 1 + total;
        return tree;
    }
}
