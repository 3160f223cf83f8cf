using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

public class SampledModelTests
{
    private const int Simulations = 40;

    private readonly Noughts _game = new();

    [Fact]
    public void Plan_ManyDraws_PriorsAreThePolicyOverLegalActions()
    {
        float[] logits = [0.0f, 1.0f, 2.0f, -1.0f, 0.5f, 0.0f, 3.0f, -2.0f, 0.0f];
        StubNetwork network = new(_game)
        {
            Evaluation = (_, row) =>
            {
                logits.CopyTo(row);
                return 0.0f;
            },
        };
        Decisions decisions = Plan(network, samples: 1_000, Noughts.After(6, 2));

        double total = Enumerable.Range(0, 9).Where(action => action is not (6 or 2)).Sum(action => Math.Exp(logits[action]));
        for (int action = 0; action < 9; action++)
        {
            if (action is 6 or 2)
            {
                Assert.Equal((-1.0f, 0), (decisions.Prior(0)[action], decisions.Visits(0)[action]));
                continue;
            }

            double expected = Math.Exp(logits[action]) / total;
            Assert.Equal(expected, decisions.Prior(0)[action], 4.5 * Math.Sqrt(expected / 1_000));
        }
    }

    [Fact]
    public void Plan_FewDraws_OnlySampledLegalActionsAreVisited()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            Decisions decisions = Plan(new StubNetwork(_game), samples: 4, Noughts.After(4), seed);

            int[] sampled = [.. Enumerable.Range(0, 9).Where(action => decisions.Prior(0)[action] > 0.0f)];
            Assert.InRange(sampled.Length, 1, 4);
            Assert.DoesNotContain(4, sampled);
            Assert.Equal(1.0f, sampled.Sum(action => decisions.Prior(0)[action]), 1e-5f);
            Assert.Equal(Simulations, decisions.Visits(0).ToArray().Sum());
            Assert.Equal(1.0f, decisions.Policy(0).ToArray().Sum(), 1e-5f);
            Assert.All(Enumerable.Range(0, 9).Except(sampled), action => Assert.Equal(0, decisions.Visits(0)[action]));
            Assert.Contains(decisions.Action(0), sampled);
        }
    }

    [Fact]
    public void Plan_LearnedModel_DynamicsReceivesTheSampledActions()
    {
        StubNetwork network = new(_game) { Calls = [] };
        Decisions decisions = Plan(network, samples: 3, Noughts.After(0, 8));

        int[] sampled = [.. Enumerable.Range(0, 9).Where(action => decisions.Prior(0)[action] > 0.0f)];
        StubCall[] fromRoot = [.. network.Calls.Where(call => call.ParentSlot == 0)];
        Assert.NotEmpty(fromRoot);
        Assert.All(fromRoot, call => Assert.Contains(call.Action, sampled));
    }

    [Fact]
    public void Variation_SampledAction_BeginsWithIt()
    {
        IPlanner planner = Planner(new StubNetwork(_game), samples: 4);
        Decisions decisions = new(1, _game.Spec);
        planner.Plan([Noughts.After(4)], [new RandomStream(3)], decisions);
        int[] line = new int[5];

        Assert.True(planner.PrincipalVariation(0, line) > 0);
        Assert.Equal(decisions.Action(0), line[0]);
        int other = Array.FindIndex(decisions.Visits(0).ToArray(), visits => visits > 0);
        Assert.True(planner.Variation(0, other, line) > 0);
        Assert.Equal(other, line[0]);
        Assert.Equal(0, planner.Variation(0, 4, line));
    }

    [Fact]
    public void Plan_Rules_PlaysLegalActionsDownTheTree()
    {
        StubNetwork network = new(_game, dynamics: false);
        IPlanner planner = MuZero.Search.Planner.Create(
            new PerfectModel(network, _game.Spec), Options(samples: 3), positions: 2);
        Decisions decisions = new(2, _game.Spec);

        planner.Plan([Noughts.After(), Noughts.After(0, 1, 2, 3)], [new RandomStream(1), new RandomStream(2)], decisions);

        Assert.Equal(Simulations, decisions.Visits(1).ToArray().Sum());
        Assert.All(new[] { 0, 1, 2, 3 }, action => Assert.Equal(0, decisions.Visits(1)[action]));
    }

    private Decisions Plan(StubNetwork network, int samples, IGameState state, ulong seed = 1)
    {
        Decisions decisions = new(1, _game.Spec);
        Planner(network, samples).Plan([state], [new RandomStream(seed)], decisions);
        return decisions;
    }

    private IPlanner Planner(StubNetwork network, int samples)
        => MuZero.Search.Planner.Create(new LearnedModel(network, _game.Spec), Options(samples), positions: 1);

    private static SearchOptions Options(int samples) => new()
    {
        Variant = SearchVariant.Sampled,
        Simulations = Simulations,
        SampledActions = samples,
        RootNoise = 0.0,
    };
}
