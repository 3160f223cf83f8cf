using MuZero.Networks;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks;

public class CachedNetworkTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Initial_SomeRowsKnown_AnswersAsTheNetworkDoes()
    {
        StubNetwork plain = new(_game, dynamics: false), inner = new(_game, dynamics: false) { Calls = [] };
        CachedNetwork cached = new(inner, new EvaluationCache(plain.Shape.Actions, mebibytes: 1));
        int[][] batches = [[4], [0, 1], [1, 2, 0, 4], [4, 2]];
        plain.Reserve(4);
        cached.Reserve(4);
        foreach (int[] moves in batches)
        {
            InferenceBatch expected = Batch(moves), actual = Batch(moves);
            plain.Initial(expected);
            cached.Initial(actual);

            Assert.Equal(expected.PolicyLogits, actual.PolicyLogits);
            Assert.Equal(expected.Values, actual.Values);
        }

        Assert.Equal(4, inner.Calls!.Count); // one for each position
    }

    [Fact]
    public void Load_OtherWeights_ForgetsTheEvaluations()
    {
        StubNetwork inner = new(_game, dynamics: false) { Calls = [] };
        CachedNetwork cached = new(inner, new EvaluationCache(inner.Shape.Actions, mebibytes: 1));
        cached.Reserve(1);
        cached.Initial(Batch(4));

        cached.Load(new WeightSnapshot(7, new byte[1]));
        cached.Initial(Batch(4));

        Assert.Equal((2, 7L), (inner.Calls!.Count, cached.Version));
    }

    [Fact]
    public void Plan_CachedNetworks_MakeTheSameTreeWithFewerEvaluations()
    {
        List<StubCall> with = [], without = [];
        Decisions expected = Plan(without, cache: null), actual = Plan(with, new EvaluationCache(9, mebibytes: 4));

        Assert.Equal(expected.Visits(0), actual.Visits(0));
        Assert.Equal(expected.Q(0), actual.Q(0));
        Assert.True(with.Count < without.Count, $"{with.Count} of {without.Count}");
    }

    private Decisions Plan(List<StubCall> calls, EvaluationCache? cache)
    {
        INetwork network = new StubNetwork(_game, dynamics: false) { Calls = calls };
        network = cache is null ? network : new CachedNetwork(network, cache);
        SearchOptions options = new() { Simulations = 500 };
        PositionSearch search = new(_game, [network], usesRules: true, options, new PositionOptions { Batch = 4 }, positions: 1);
        Decisions decisions = new(1, _game.Spec);
        search.Plan([Noughts.After(4)], [], decisions);
        return decisions;
    }

    private InferenceBatch Batch(params int[] moves)
    {
        InferenceBatch batch = new(moves.Length, NetworkShape.For(_game, new NetworkOptions(), dynamics: false)) { Count = moves.Length };
        for (int row = 0; row < moves.Length; row++)
        {
            Noughts.After(moves[row]).Observe(1, batch.Observations.AsSpan(row * 18, 18));
            batch.Slots[row] = row;
        }

        return batch;
    }
}
