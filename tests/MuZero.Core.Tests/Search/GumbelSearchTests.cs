using MuZero.Core.Tests.Search.Tree;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search;

public class GumbelSearchTests
{
    private static readonly float[] _rewards = [20, 3, -1, 10];

    // mctx, policies_test: the last visit of two is drawn, the weights are not.
    [Fact]
    public void Plan_PublishedBandit_HasItsVisitsAndPolicy()
    {
        (BatchedSearch<GumbelRoot, GumbelInterior> search, Decisions decisions) = Bandit([false, true, true, false],
            found => found.Visits(0).SequenceEqual([0, 9, 8, 0]));

        Assert.Equal(1, decisions.Action(0));
        AssertClose([0.0f, 0.6018688624f, 0.3981311376f, 0.0f], decisions.Policy(0));
        Assert.Equal(-1.0430578124f, Completed(search).MixedValue, 1e-5f);
        Assert.Equal([9, 8], search.Trees.Visits(0, 0).Where(visits => visits > 0));
        Assert.Equal(6, DeepestVisits(search.Trees, depth: 3));
    }

    [Fact]
    public void Plan_PublishedBanditWithoutMask_HasItsVisitsAndPolicy()
    {
        (_, Decisions decisions) = Bandit([true, true, true, true], found => found.Visits(0).SequenceEqual([6, 2, 2, 7]));

        Assert.Equal(3, decisions.Action(0));
        AssertClose([0.1866288737f, 0.0045595195f, 0.0483817178f, 0.7604298890f], decisions.Policy(0));
    }

    // mctx, qtransforms_test.
    [Fact]
    public void Read_PublishedNode_HasItsMixedValue()
    {
        ScriptedModel model = new(4, _ => new Answer([0, 0, 0, 0], 0));
        CompletedQ completed = new(model, new SearchOptions { Simulations = 8 });
        SearchTree tree = TreeRows.Root([SearchTree.Illegal, 0.047425873f, 0.952574127f, SearchTree.Illegal]);
        tree.Node(0, 0).RawValue = -0.8f;
        completed.Read(tree.Records(0), 0);
        Assert.Equal(-0.8f, completed.MixedValue);

        tree.Visit(0, 1, visits: 4, 10.0f / 54.0f * 3.0f);
        tree.Visit(0, 2, visits: 4, 10.0f / 54.0f * -1.0f);
        completed.Read(tree.Records(0), 0);

        Assert.Equal(-0.222271030f, completed.MixedValue, 1e-6f);
    }

    [Theory]
    [InlineData(ValueNormalization.Tree)]
    [InlineData(ValueNormalization.Siblings)]
    [InlineData(ValueNormalization.Bounds)]
    public void Plan_RandomModels_AgreesWithTheNaiveSearchAtEveryNode(ValueNormalization normalization)
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
                ConsideredActions = 1 + random.Next(20),
            };
            Func<string, Answer> script = ScriptedModel.Random(seed, actions, discount);
            ScriptedModel model = new(actions, script) { ValueBounds = (-2.0f, 2.0f) };
            BatchedSearch<GumbelRoot, GumbelInterior> search = New(model, options);
            Decisions decisions = new(1, actions, observation: 0);

            search.Plan([new NamedRoot("r")], [], decisions);

            NaiveGumbelSearch naive = new(script, options, -2.0f, 2.0f);
            NaiveSearch.Node expected = naive.Run("r");
            NaiveSearchTests.RequireSame(expected, search.Trees, 0, $"seed {seed}");
            AssertClose(naive.Policy(expected), decisions.Policy(0));
            Assert.Equal(naive.Winner(expected), decisions.Action(0));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Plan_FewSimulations_VisitsAsManyActionsOfTheLargestPriors(int simulations)
    {
        float[] logits = [.. Enumerable.Range(0, 20).Select(action => action / 10.0f)];
        Decisions decisions = new(1, 20, observation: 0);

        New(new ScriptedModel(20, _ => new Answer(logits, 0)), new SearchOptions { Simulations = simulations })
            .Plan([new NamedRoot("r")], [], decisions);

        Assert.Equal(Enumerable.Range(20 - simulations, simulations),
            Enumerable.Range(0, 20).Where(action => decisions.Visits(0)[action] == 1));
        Assert.Equal(19, decisions.Action(0));
        Assert.Equal(1.0f, decisions.Policy(0).ToArray().Sum(), 1e-5f);
    }

    [Fact]
    public void Plan_Draws_VisitEachActionAsOftenAsItsPrior()
    {
        // The largest of logit plus Gumbel draw has the distribution of the softmax.
        var random = new RandomStream(5);
        var search = New(new ScriptedModel(3, path => new Answer([0, MathF.Log(2), MathF.Log(5)], 0)),
            new SearchOptions { Simulations = 1 });
        Decisions decisions = new(1, 3, observation: 0);
        int[] played = new int[3];
        for (int i = 0; i < 8_000; i++)
        {
            search.Plan([new NamedRoot("r")], [random], decisions);
            played[decisions.Action(0)]++;
        }

        Assert.Equal([1_000.0, 2_000.0, 5_000.0], played.Select(count => (double)count), (x, y) => Math.Abs(x - y) < 150);
    }

    // A seed whose draw leads to what the test looks for.
    private static (BatchedSearch<GumbelRoot, GumbelInterior> Search, Decisions Decisions) Bandit(bool[] legal, Func<Decisions, bool> found)
    {
        bool[] all = [true, true, true, true];
        ScriptedModel model = new(4, path => path == "r"
            ? new Answer([0, -1, 2, 3], -5, Legal: legal)
            : new Answer([0, 0, 0, 0], 0, _rewards[path[^1] - '0'], Discount: 0, Legal: all));
        BatchedSearch<GumbelRoot, GumbelInterior> search = New(model, new SearchOptions
        {
            Simulations = 17,
            MaxDepth = 3,
            Normalization = ValueNormalization.Siblings,
            ValueScale = 0.05,
            VisitOffset = 60,
        });
        Decisions decisions = new(1, 4, observation: 0);
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            search.Plan([new NamedRoot("r")], [new RandomStream(seed)], decisions);
            if (found(decisions))
            {
                return (search, decisions);
            }
        }

        throw new InvalidOperationException("no draw leads to the published visits");
    }

    private static CompletedQ Completed(BatchedSearch<GumbelRoot, GumbelInterior> search)
    {
        CompletedQ completed = new(new ScriptedModel(4, _ => new Answer([0, 0, 0, 0], 0)), new SearchOptions { Simulations = 17 });
        completed.Read(search.Trees.Records(0), 0);
        return completed;
    }

    private static int DeepestVisits(SearchTree tree, int depth)
    {
        int visits = 0;
        for (int node = 1; node < tree.Records(0).Totals.Nodes; node++)
        {
            int at = 0;
            for (int above = node; above > 0; above = tree.Node(0, above).Parent)
            {
                at++;
            }

            visits = at == depth ? Math.Max(visits, tree.Node(0, node).Visits) : visits;
        }

        return visits;
    }

    private static BatchedSearch<GumbelRoot, GumbelInterior> New(ISearchModel model, SearchOptions options)
        => new(model, options, 1, new GumbelRoot(model, options), new GumbelInterior(model, options));

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f);
        }
    }
}
