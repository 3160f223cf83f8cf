using MuZero.Core.Tests.Search.Tree;
using MuZero.Errors;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search;

public class BatchedSearchTests
{
    // mctx, policies_test.
    [Fact]
    public void Run_OneSimulation_FollowsTheLargestLegalPrior()
    {
        PuctSearch search = Run(4, 1, _ => new Answer([-1, 0, 2, 3], 0, Legal: [true, true, true, false]));

        Assert.Equal([0, 0, 1, 0], search.Visits(0).ToArray());
        Assert.Equal(2, search.Action(0));
        Assert.Equal(SearchTree.Illegal, search.Prior(0)[3]);
    }

    [Fact]
    public void Run_Root_CountsItsOwnEvaluation()
    {
        PuctSearch search = Run(2, 7, _ => new Answer([0, 1], 0.5f));

        Assert.Equal(8, search.Tree.Node(0, 0).Visits);
        Assert.Equal(7, search.Visits(0)[0] + search.Visits(0)[1]);
        Assert.Equal(0.5f, search.Tree.Node(0, 0).RawValue);
    }

    [Fact]
    public void Run_Discounted_BacksUpRewardAndValueByHand()
    {
        PuctSearch search = Run(2, 2, path => path switch
        {
            "r" => new Answer([1, 0], 0.5f),
            "r.0" => new Answer([1, 0], 0.2f, Reward: 1, Discount: 0.9f),
            "r.0.0" => new Answer([1, 0], 0.4f, Reward: -1, Discount: 0.9f),
            _ => throw new InvalidOperationException(path),
        });

        Assert.Equal([2, 0], search.Visits(0).ToArray());
        Assert.Equal(0.802f, search.Q(0)[0], 1e-6f);
        Assert.Equal((0.5f + 1.18f + 0.424f) / 3, search.Value(0), 1e-6f);
        Assert.Equal(-0.64f, search.Tree.Q(0, 1)[0], 1e-6f);
        Assert.Equal(-0.22f, search.Tree.Node(0, 1).Value, 1e-6f);
        Assert.Equal((-0.64f, 1.18f), (search.Tree.Records(0).Totals.MinMax.Min, search.Tree.Records(0).Totals.MinMax.Max));
    }

    [Fact]
    public void Run_OpponentToPlay_FlipsTheSign()
    {
        PuctSearch search = Run(2, 3, path => path switch
        {
            "r" => new Answer([1, 0], 0.5f),
            "r.0" => new Answer([1, 0], 0.2f, Discount: -1),
            "r.1" => new Answer([1, 0], -0.6f, Discount: -1),
            "r.1.0" => new Answer([1, 0], 0.8f, Discount: -1),
            _ => throw new InvalidOperationException(path),
        });

        Assert.Equal([1, 2], search.Visits(0).ToArray());
        Assert.Equal(-0.2f, search.Q(0)[0], 1e-6f);
        Assert.Equal(0.7f, search.Q(0)[1], 1e-6f);
        Assert.Equal((0.5f - 0.2f + 0.6f + 0.8f) / 4, search.Value(0), 1e-6f);
    }

    [Fact]
    public void Run_TerminalLeaf_IsVisitedAgainAndEvaluatedOnce()
    {
        var model = new ScriptedModel(1,
            path => path == "r" ? new Answer([0], 0.2f) : new Answer([0], 0, Reward: 1, Discount: 0, IsTerminal: true));
        var search = new PuctSearch(model, new SearchOptions { Simulations = 3 }, 1);

        search.Run([new NamedRoot("r")], []);

        Assert.Equal(3, search.Visits(0)[0]);
        Assert.Equal(1.0f, search.Q(0)[0]);
        Assert.Equal(0.8f, search.Value(0), 1e-6f);
        Assert.Equal(2, search.Tree.Records(0).Totals.Nodes);
        Assert.Equal(1, model.Evaluations);
    }

    [Fact]
    public void Run_MaxDepth_EvaluatesTheDeepestLeafAgain()
    {
        PuctSearch search = Run(1, 5, path => new Answer([0], path.Length / 10.0f), new SearchOptions { Simulations = 5, MaxDepth = 2 });

        Assert.Equal(3, search.Tree.Records(0).Totals.Nodes);
        Assert.Equal(5, search.Visits(0)[0]);
        Assert.Equal(4, search.Tree.Node(0, 2).Visits);
        Assert.Equal((0.1f + 0.3f + (4 * 0.5f)) / 6, search.Value(0), 1e-6f);
    }

    [Fact]
    public void Run_NoLegalAction_IsUniformWithoutNaN()
    {
        PuctSearch search = Run(4, 8, _ => new Answer([float.NegativeInfinity, 1, 2, 3], 0.1f, Legal: new bool[4]));

        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], search.Prior(0).ToArray());
        Assert.False(float.IsNaN(search.Value(0)));
        Assert.Equal([2, 2, 2, 2], search.Visits(0).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithinAnyBatch_GivesWhatItGivesAlone(bool noisy)
    {
        Func<string, Answer> script = ScriptedModel.Random(5, 9, -1.0f);
        SearchOptions options = new() { Simulations = 60 };
        string[] names = [.. Enumerable.Range(0, 13).Select(i => $"root{i}")];
        var together = new PuctSearch(new ScriptedModel(9, script), options, 16);
        together.Run([.. names.Reverse().Select(name => new NamedRoot(name))], noisy ? [.. names.Reverse().Select(Stream)] : []);

        var alone = new PuctSearch(new ScriptedModel(9, script), options, 1);
        for (int i = 0; i < names.Length; i++)
        {
            alone.Run([new NamedRoot(names[i])], noisy ? [Stream(names[i])] : []);

            int row = names.Length - 1 - i;
            Assert.Equal(alone.Visits(0).ToArray(), together.Visits(row).ToArray());
            Assert.Equal(alone.Prior(0).ToArray(), together.Prior(row).ToArray());
            Assert.Equal(alone.Value(0), together.Value(row));
        }
    }

    [Fact]
    public void Run_Noise_KeepsIllegalActionsOutAndTheSumAtOne()
    {
        Func<string, Answer> script = _ => new Answer([0, 0, 0, 0], 0, Legal: [true, false, true, true]);
        var search = new PuctSearch(new ScriptedModel(4, script), new SearchOptions { Simulations = 1, RootNoise = 0.25 }, 1);

        search.Run([new NamedRoot("r")], [new RandomStream(3)]);

        float[] priors = search.Prior(0).ToArray();
        Assert.Equal(SearchTree.Illegal, priors[1]);
        Assert.Equal(1.0f, priors[0] + priors[2] + priors[3], 1e-6f);
        Assert.All([priors[0], priors[2], priors[3]], prior => Assert.InRange(prior, 0.2499f, 0.5001f));
        Assert.NotEqual(priors[0], priors[2]);
    }

    [Fact]
    public void Run_UsedAgain_ForgetsTheTreeBefore()
    {
        Func<string, Answer> script = ScriptedModel.Random(2, 5, -1.0f);
        SearchOptions options = new() { Simulations = 25 };
        var used = new PuctSearch(new ScriptedModel(5, script), options, 2);
        used.Run([new NamedRoot("a"), new NamedRoot("b")], []);
        used.Run([new NamedRoot("c")], []);
        var fresh = new PuctSearch(new ScriptedModel(5, script), options, 2);

        fresh.Run([new NamedRoot("c")], []);

        Assert.Equal(fresh.Visits(0).ToArray(), used.Visits(0).ToArray());
        Assert.Equal(fresh.Value(0), used.Value(0));
    }

    [Fact]
    public void Run_Limit_EndsThePlanEarlyUntilItIsLifted()
    {
        var search = new PuctSearch(new ScriptedModel(5, ScriptedModel.Random(2, 5, -1.0f)), new SearchOptions { Simulations = 25 }, 2);

        search.Planner.LimitBy(new SimulationLimit(7));
        search.Run([new NamedRoot("a"), new NamedRoot("b")], []);
        Assert.Equal((7, 7), (search.Visits(0).ToArray().Sum(), search.Visits(1).ToArray().Sum()));

        search.Planner.LimitBy(new SimulationLimit(0)); // a plan without simulations would have no answer
        search.Run([new NamedRoot("a")], []);
        Assert.Equal(1, search.Visits(0).ToArray().Sum());

        search.Planner.LimitBy(null);
        search.Run([new NamedRoot("a")], []);
        Assert.Equal(25, search.Visits(0).ToArray().Sum());
    }

    [Fact]
    public void Variation_EachVisitedAction_IsTheMostVisitedLineBehindIt()
    {
        var search = new PuctSearch(new ScriptedModel(5, ScriptedModel.Random(2, 5, -1.0f)), new SearchOptions { Simulations = 60 }, 1);
        search.Run([new NamedRoot("a")], []);
        int[] best = new int[8];
        int length = search.Planner.PrincipalVariation(0, best);

        for (int action = 0; action < 5; action++)
        {
            int[] line = new int[8];
            int count = search.Planner.Variation(0, action, line);
            Assert.Equal(search.Visits(0)[action] > 0, count > 0);
            Assert.True(count == 0 || line[0] == action);
            Assert.True(action != search.Action(0) || (count == length && line.SequenceEqual(best)));
        }
    }

    [Fact]
    public void Run_MoreStatesThanTrees_Throws()
    {
        var search = new PuctSearch(new ScriptedModel(1, _ => new Answer([0], 0)), new SearchOptions { Simulations = 1 }, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => search.Run([new NamedRoot("a"), new NamedRoot("b")], []));
        Assert.Throws<ArgumentOutOfRangeException>(()
            => new PuctSearch(new ScriptedModel(1, _ => new Answer([0], 0)), new SearchOptions(), 1));
    }

    [Theory]
    [InlineData(float.NaN, 0, 0, "r"), InlineData(float.PositiveInfinity, 0, 0, "r"), InlineData(0, float.NaN, 0, "r")]
    [InlineData(float.NaN, 0, 0, "r.1"), InlineData(0, float.NegativeInfinity, 0, "r.1"), InlineData(0, 0, float.NaN, "r.1")]
    public void Run_AnswerNotFinite_SaysWhatToDo(float logit, float value, float reward, string where)
    {
        CorruptDataException fault = Assert.Throws<CorruptDataException>(
            () => Run(2, 3, path => path == where ? new Answer([0, logit], value, Reward: reward) : new Answer([0, 1], 0)));

        Assert.Contains("earlier checkpoint", fault.Message, StringComparison.Ordinal);
    }

    private sealed class SimulationLimit(int most) : ISearchLimit
    {
        public bool IsReached(int simulations) => simulations >= most;
    }

    private static RandomStream Stream(string name) => new((ulong)name.Length * 31 + name[^1]);

    private static PuctSearch Run(int actions, int simulations, Func<string, Answer> script, SearchOptions? options = null)
    {
        var search = new PuctSearch(new ScriptedModel(actions, script), options ?? new SearchOptions { Simulations = simulations }, 1);
        search.Run([new NamedRoot("r")], []);
        return search;
    }
}
