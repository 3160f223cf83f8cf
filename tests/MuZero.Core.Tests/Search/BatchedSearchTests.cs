using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

public sealed class BatchedSearchTests
{
    private static SearchOptions Options(int simulations, ValueNormalization normalization = ValueNormalization.Tree)
        => new() { Simulations = simulations, Normalization = normalization };

    [Fact]
    public void Run_OneSimulation_VisitsTheLargestLegalPrior()
    {
        // mctx, policies_test: logits [-1, 0, 2, 3], the last one invalid, no noise.
        ScriptedModel model = new(4, discount: 1) { Answers = _ => new Answer([-1, 0, 2, 3], 0, 0) };
        BatchedSearch search = new(model, Options(1), 1);

        search.Run([new ScriptedState(0, illegal: 3)], []);

        Assert.Equal([0, 0, 1, 0], search.Visits(0).ToArray());
        Assert.Equal(2, search.Tree.Node(0, 0).Visits);
    }

    [Fact]
    public void Run_ByHand_BacksUpRewardAndDiscount()
    {
        // One action: a chain. Values 0.5, 0.2, 0.4; each step pays 1; discount 0.9.
        ulong root = ScriptedModel.RootKey(new ScriptedState(0));
        ulong first = ScriptedModel.ChildKey(root, 0);
        ScriptedModel model = new(1, discount: 0.9f) { Answers = key => new Answer([0], key == root ? 0.5f : key == first ? 0.2f : 0.4f, 1) };
        BatchedSearch search = new(model, Options(2), 1);

        search.Run([new ScriptedState(0)], []);

        float g1 = 1 + (0.9f * 0.2f);
        float g2 = 1 + (0.9f * (1 + (0.9f * 0.4f)));
        Assert.Equal((0.5f + g1 + g2) / 3, search.Value(0), 1e-6f);
        Assert.Equal(1 + (0.9f * ((0.2f + (1 + (0.9f * 0.4f))) / 2)), search.Q(0)[0], 1e-6f);
        Assert.Equal(0.5f, search.RawValue(0));
    }

    [Fact]
    public void Run_OpponentToPlay_FlipsTheSign()
    {
        // Action 1 leads to a position that is good for the opponent.
        ulong root = ScriptedModel.RootKey(new ScriptedState(0));
        ulong bad = ScriptedModel.ChildKey(root, 1);
        ScriptedModel model = new(2, discount: -1) { Answers = key => new Answer([0, 0], key == bad ? 0.9f : -0.1f, 0, IsTerminal: false) };
        BatchedSearch search = new(model, Options(2), 1);

        search.Run([new ScriptedState(0)], []);

        Assert.Equal(0.1f, search.Q(0)[0], 1e-6f);
        Assert.Equal(-0.9f, search.Q(0)[1], 1e-6f);
    }

    [Theory]
    [InlineData(ValueNormalization.Tree, 0.97f)]
    [InlineData(ValueNormalization.Tree, -1f)]
    [InlineData(ValueNormalization.Siblings, -1f)]
    [InlineData(ValueNormalization.Bounds, -1f)]
    public void Run_AnyModel_VisitsAsTheNaiveSearchDoes(ValueNormalization normalization, float discount)
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            int actions = 2 + (int)(seed % 11);
            ScriptedModel model = new(actions, discount);
            BatchedSearch search = new(model, Options(40, normalization), 1);

            search.Run([new ScriptedState(seed)], []);

            int[] naive = NaiveSearch.Visits(ScriptedModel.RootKey(new ScriptedState(seed)), actions, discount, 40, normalization);
            Assert.Equal(naive, search.Visits(0).ToArray());
        }
    }

    [Fact]
    public void Run_AloneOrAmongOthers_GivesTheSameTree()
    {
        const int Trees = 9;
        IGameState[] states = [.. Enumerable.Range(0, Trees).Select(i => new ScriptedState((ulong)i))];
        BatchedSearch together = new(new ScriptedModel(7, -1), Options(30) with { DirichletAlpha = 0.3 }, Trees);
        together.Run(states, [.. Enumerable.Range(0, Trees).Select(i => new RandomStream((ulong)i))]);

        for (int i = 0; i < Trees; i++)
        {
            BatchedSearch alone = new(new ScriptedModel(7, -1), Options(30) with { DirichletAlpha = 0.3 }, 1);
            alone.Run([states[i]], [new RandomStream((ulong)i)]);

            Assert.Equal(alone.Visits(0).ToArray(), together.Visits(i).ToArray());
            Assert.Equal(alone.Prior(0).ToArray(), together.Prior(i).ToArray());
            Assert.Equal(alone.Value(0), together.Value(i));
        }
    }

    [Fact]
    public void Run_TerminalLeaf_IsVisitedAgainWithoutTheModel()
    {
        ulong root = ScriptedModel.RootKey(new ScriptedState(0));
        ScriptedModel model = new(1, discount: -1) { Answers = key => new Answer([0], 0, key == root ? 0 : 1, IsTerminal: key != root) };
        BatchedSearch search = new(model, Options(10), 1);

        search.Run([new ScriptedState(0)], []);

        Assert.Equal(1, model.Steps);
        Assert.Equal(10, search.Visits(0)[0]);
        Assert.Equal(1.0f, search.Q(0)[0]);
    }

    [Fact]
    public void Run_MaxDepth_GrowsNoDeeperNode()
    {
        ScriptedModel model = new(2, discount: 0.9f) { Answers = key => ScriptedModel.Random(key, 2) with { IsTerminal = false } };
        BatchedSearch search = new(model, Options(50) with { MaxDepth = 2 }, 1);

        search.Run([new ScriptedState(3)], []);

        Assert.InRange(search.Tree.NodeCount(0), 2, 1 + 2 + 4);
        Assert.Equal(50, search.Visits(0).ToArray().Sum());
    }

    [Fact]
    public void Run_AfterWarmUp_AllocatesNothing()
    {
        Answer answer = new([0.1f, 0.2f, 0.3f], 0.5f, 0.1f);
        BatchedSearch search = new(new ScriptedModel(3, -1) { Answers = _ => answer }, Options(50), 4);
        IGameState[] states = [.. Enumerable.Range(0, 4).Select(i => new ScriptedState((ulong)i))];
        RandomStream[] noise = [.. Enumerable.Range(0, 4).Select(i => new RandomStream((ulong)i))];
        search.Run(states, noise);

        long before = GC.GetAllocatedBytesForCurrentThread();
        search.Run(states, noise);

        // The roots' legal masks go through the test's own state, which allocates nothing either.
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Masked_NoLegalAction_IsUniformAndFinite()
    {
        float[] priors = new float[4];

        Softmax.Masked([float.NaN, 1, 2, 3], [false, false, false, false], priors);

        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], priors);
    }

    [Theory]
    [InlineData(1.0, 0.1, 0.2, 0.7)]
    [InlineData(0.5, 0.018518519, 0.074074074, 0.907407407)]
    [InlineData(0.25, 0.000413565, 0.006617039, 0.992969396)]
    [InlineData(0.0, 0.0, 0.0, 1.0)]
    public void Distribution_Temperature_IsThePapers(double temperature, double first, double second, double third)
    {
        float[] policy = new float[3];

        VisitPolicy.Distribution([10, 20, 70], temperature, policy);

        Assert.Equal([first, second, third], policy.Select(p => (double)p), (left, right) => Math.Abs(left - right) < 1e-7);
    }
}
