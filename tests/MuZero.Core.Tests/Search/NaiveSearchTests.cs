using FsCheck;
using FsCheck.Fluent;
using MuZero.Core.Tests.Search.Tree;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search;

public class NaiveSearchTests
{
    [Theory]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Auto)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Auto, 1.5)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Parent)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.MeanQ)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.MeanQ, 0.01)] // EfficientZero
    [InlineData(ValueNormalization.Siblings, UnvisitedRule.Auto)]
    [InlineData(ValueNormalization.Siblings, UnvisitedRule.Auto, 1.5)]
    [InlineData(ValueNormalization.Siblings, UnvisitedRule.Parent)]
    [InlineData(ValueNormalization.Bounds, UnvisitedRule.Auto)]
    [InlineData(ValueNormalization.Bounds, UnvisitedRule.Zero)]
    [InlineData(ValueNormalization.Bounds, UnvisitedRule.MeanQ)]
    public void Run_RandomModels_AgreesWithTheNaiveSearchAtEveryNode(ValueNormalization normalization, UnvisitedRule unvisited,
        double smallestSpread = 0.0)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomStream(seed);
            int actions = 1 + random.Next(40);
            float discount = new[] { -1.0f, 1.0f, 0.9f, -0.95f }[random.Next(4)];
            SearchOptions options = new()
            {
                Simulations = 1 + random.Next(60),
                MaxDepth = random.Next(5),
                Normalization = normalization,
                Unvisited = unvisited,
                SmallestSpread = smallestSpread
            };
            Func<string, Answer> script = ScriptedModel.Random(seed, actions, discount);
            var search = new PuctSearch(new ScriptedModel(actions, script) { ValueBounds = (-2.0f, 2.0f) }, options, trees: 1);

            search.Run([new NamedRoot("r")], []);

            NaiveSearch.Node expected = new NaiveSearch(script, options, -2.0f, 2.0f).Run("r");
            RequireSame(expected, search.Tree, 0, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.Auto)]
    [InlineData(ValueNormalization.Tree, UnvisitedRule.MeanQ)]
    [InlineData(ValueNormalization.Siblings, UnvisitedRule.Auto)]
    [InlineData(ValueNormalization.Siblings, UnvisitedRule.Parent)]
    [InlineData(ValueNormalization.Bounds, UnvisitedRule.MeanQ)]
    public void Run_RandomModelsWithChance_AgreesWithTheNaiveSearchAtEveryNode(ValueNormalization normalization, UnvisitedRule unvisited)
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomStream(seed);
            (int actions, int outcomes) = (1 + random.Next(20), 1 + random.Next(40));
            SearchOptions options = new()
            {
                Simulations = 1 + random.Next(150),
                MaxDepth = random.Next(7),
                Normalization = normalization,
                Unvisited = unvisited,
                RootNoise = 0.0,
            };
            Func<string, Answer> script = ScriptedModel.RandomWithChance(seed, actions, outcomes, random.Next(2) == 0 ? -1.0f : 0.9f);
            ScriptedModel model = new(actions, script) { ValueBounds = (-2.0f, 2.0f), ChanceOutcomes = outcomes };
            var search = new PuctSearch(model, options, trees: 1);

            search.Run([new NamedRoot("r")], [new RandomStream(seed)]);

            NaiveSearch.Node expected = new NaiveSearch(script, options, -2.0f, 2.0f, new RandomStream(seed).NextBits()).Run("r");
            RequireSame(expected, search.Tree, 0, $"seed {seed}");
        }
    }

    /// <summary>Fails unless a tree below a node is the expected one.</summary>
    internal static void RequireSame(NaiveSearch.Node expected, SearchTree tree, int node, string where)
    {
        int[] visits = new int[tree.Edges(0, node)];
        foreach ((int action, NaiveSearch.Node child) in expected.Children)
        {
            visits[action] = child.Visits;
        }

        Assert.True(visits.AsSpan().SequenceEqual(tree.Visits(0, node)),
            $"{where}, {expected.Path}: [{string.Join(' ', visits)}] against [{string.Join(' ', tree.Visits(0, node).ToArray())}]");
        Assert.Equal(expected.Value, tree.Node(0, node).Value, 1e-5f);
        foreach ((int action, NaiveSearch.Node child) in expected.Children)
        {
            Assert.Equal(child.Q, tree.Q(0, node)[action], 1e-5f);
            RequireSame(child, tree, tree.Child(0, node)[action], where);
        }
    }

    [Fact]
    public void Run_AnyModel_SpendsEverySimulationOnLegalActions()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
        {
            var random = new RandomStream(seed);
            int actions = 1 + random.Next(70);
            Func<string, Answer> script = ScriptedModel.Random(seed, actions, -1.0f);
            SearchOptions options = new() { Simulations = 30, Normalization = (ValueNormalization)random.Next(3) };
            var search = new PuctSearch(new ScriptedModel(actions, script), options, trees: 1);
            search.Run([new NamedRoot("r")], [new RandomStream(seed)]);
            bool[] legal = script("r").Legal!;
            int[] visits = search.Visits(0).ToArray();
            return visits.Sum() == 30 && Enumerable.Range(0, actions).All(action => legal[action] || visits[action] == 0);
        });

        property.QuickCheckThrowOnFailure();
    }
}
