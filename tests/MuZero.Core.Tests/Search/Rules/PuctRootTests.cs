using MuZero.Core.Tests.Search.Tree;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Rules;

public class PuctRootTests
{
    // The edge that is visited has Qn 0.5 and the reduction would put the unvisited one below it for any prior.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Select_FirstPlayReduction_CountsOnlyWithoutNoise(bool noisy, int expected)
    {
        var options = new SearchOptions
        {
            Simulations = 10,
            Normalization = ValueNormalization.Bounds,
            FirstPlayReduction = 10.0,
            C1 = 0.01,
            RootNoise = 1e-6
        };
        var rule = new PuctRoot(new ScriptedModel(2, _ => new Answer([0, 0], 0)), options);
        SearchTree tree = TreeRows.Root([0.5f, 0.5f]);
        tree.Visit(0, 0, visits: 1, 0.0f);
        tree.Node(0, 0).Value = 0.0f;

        rule.Begin(tree, 1, noisy ? [new RandomStream(1)] : []);

        int next = rule.Select(0, tree.Records(0), 0);
        Assert.Equal(expected, next < 0 ? ~next : tree.Node(0, next).Action);
    }

    [Fact]
    public void Conclude_Visits_AreThePolicyAndTheLowestOfTheMostVisitedIsPlayed()
    {
        var rule = new PuctRoot(new ScriptedModel(4, _ => new Answer([0, 0, 0, 0], 0)), new SearchOptions { Simulations = 10 });
        SearchTree tree = TreeRows.Root([0.25f, 0.25f, 0.25f, SearchTree.Illegal]);
        tree.Visit(0, 2, visits: 2, 0.5f);
        tree.Visit(0, 1, visits: 2, -0.5f);
        tree.Visit(0, 0, visits: 1, 0.0f);
        tree.Node(0, 0).Value = 0.125f;
        Decisions decisions = new(1, 4, observation: 0);

        rule.Conclude(tree, null, 0, decisions);

        Assert.Equal([1, 2, 2, 0], decisions.Visits(0).ToArray());
        Assert.Equal([0.2f, 0.4f, 0.4f, 0.0f], decisions.Policy(0).ToArray());
        Assert.Equal([0.0f, -0.5f, 0.5f, 0.0f], decisions.Q(0).ToArray());
        Assert.Equal([0.25f, 0.25f, 0.25f, SearchTree.Illegal], decisions.Prior(0).ToArray());
        Assert.Equal((1, 0.125f), (decisions.Action(0), decisions.Value(0)));
    }
}
