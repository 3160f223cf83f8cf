using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

public class ContinuousModelTests
{
    private const int Simulations = 30;

    private readonly BoxWalk _game = new();

    [Fact]
    public void Plan_TwoTrees_StepsFromTheParentsSlotByTheSampledAction()
    {
        const int Samples = 6;
        StubNetwork network = new(_game) { Calls = [] };
        SampledPlanner planner = Planner(network, Samples, positions: 2);
        Decisions decisions = new(2, _game.Spec);

        planner.Plan([_game.NewGame(0), _game.NewGame(5)], [new RandomStream(1), new RandomStream(2)], decisions);

        Assert.Equal((Samples, 2), (decisions.Visits(1).Length, decisions.Dimensions));
        foreach (StubCall call in network.Calls.Where(call => call.ParentSlot >= 0))
        {
            (int tree, int node) = Math.DivRem(call.Slot, Simulations + 1);
            NodeStatistics statistics = planner.Trees.Node(tree, node);
            Assert.Equal((tree * (Simulations + 1)) + statistics.Parent, call.ParentSlot);
            if (statistics.Parent == 0)
            {
                float[] played = new float[2];
                _game.Spec.ActionBox!.FromUnit(call.Observation, played);
                Assert.Equal(decisions.Vector(tree, statistics.Action), played);
            }
        }

        Assert.Equal(2 * Simulations, network.Calls.Count(call => call.ParentSlot >= 0));
        Assert.Equal(Simulations, decisions.Visits(0).ToArray().Sum());
    }

    [Fact]
    public void Plan_GaussianPolicy_SamplesHaveItsMomentsAndPriorsAreEqual()
    {
        const int Samples = 1_000;
        StubNetwork network = new(_game) { Evaluation = Policy([0.25f, -0.1f], [-1.0f, -2.0f]) };
        SampledPlanner planner = Planner(network, Samples);
        Decisions decisions = new(1, _game.Spec);

        planner.Plan([_game.NewGame(0)], [new RandomStream(4)], decisions);

        for (int d = 0; d < 2; d++)
        {
            double half = d == 0 ? 1.0 : 2.0;
            double[] numbers = [.. Enumerable.Range(0, Samples).Select(i => decisions.Vector(0, i)[d] / half)];
            double deviation = Math.Exp(GaussianPolicy.LogDeviation(d == 0 ? -1.0f : -2.0f)), mean = d == 0 ? 0.25 : -0.1;
            Assert.Equal(mean, numbers.Average(), 4 * deviation / Math.Sqrt(Samples));
            Assert.Equal(deviation, Math.Sqrt(numbers.Average(x => (x - mean) * (x - mean))), 0.1 * deviation);
        }
    }

    [Fact]
    public void Plan_WidePolicy_SamplesBeyondComeToTheBorder()
    {
        StubNetwork network = new(_game) { Evaluation = Policy([3.0f, -3.0f], [-1.0f, -1.0f]) };
        Decisions decisions = new(1, _game.Spec);

        Planner(network, samples: 20).Plan([_game.NewGame(0)], [new RandomStream(4)], decisions);

        Assert.Equal([1.0f, -2.0f], decisions.Vector(0, 3));
        Assert.All(Enumerable.Range(0, 20), i => Assert.True(_game.Spec.ActionBox!.Contains(decisions.Vector(0, i))));
    }

    [Fact]
    public void Plan_Greedy_AnswersDependOnThePositionAloneAndBeginWithTheMean()
    {
        StubNetwork network = new(_game);
        Decisions alone = new(1, _game.Spec), among = new(3, _game.Spec);
        InferenceBatch batch = new(1, network.Shape) { Count = 1 };
        _game.NewGame(5).Observe(0, batch.Observations);

        Planner(network, samples: 8).Plan([_game.NewGame(5)], [], alone);
        Planner(network, samples: 8, positions: 3).Plan([_game.NewGame(1), _game.NewGame(5), _game.NewGame(3)], [], among);

        Assert.Equal(alone.Vectors(0), among.Vectors(1));
        Assert.Equal(alone.Visits(0), among.Visits(1));
        network.Reserve(1);
        network.Initial(batch);
        float[] mean = new float[2];
        _game.Spec.ActionBox!.FromUnit([.. batch.PolicyLogits[..2].Select(number => Math.Clamp(number, -1.0f, 1.0f))], mean);
        Assert.Equal(mean, alone.Vector(0, 0));
    }

    [Fact]
    public void Plan_OneStream_OneSample()
    {
        Decisions first = new(1, _game.Spec), second = new(1, _game.Spec), other = new(1, _game.Spec);
        SampledPlanner planner = Planner(new StubNetwork(_game), samples: 8);

        planner.Plan([_game.NewGame(0)], [new RandomStream(7)], first);
        planner.Plan([_game.NewGame(0)], [new RandomStream(7)], second);
        planner.Plan([_game.NewGame(0)], [new RandomStream(8)], other);

        Assert.Equal(first.Vectors(0), second.Vectors(0));
        Assert.Equal(first.Visits(0), second.Visits(0));
        Assert.NotEqual(first.Vectors(0).ToArray(), other.Vectors(0).ToArray());
    }

    private static StubEvaluation Policy(float[] means, float[] outputs) => (_, logits) =>
    {
        means.CopyTo(logits);
        outputs.CopyTo(logits[means.Length..]);
        return 0.0f;
    };

    private SampledPlanner Planner(INetwork network, int samples, int positions = 1)
        => (SampledPlanner)MuZero.Search.Planner.CreateContinuous(
            network, _game.Spec, new SearchOptions { Simulations = Simulations, SampledActions = samples, RootNoise = 0.0 }, positions);
}
