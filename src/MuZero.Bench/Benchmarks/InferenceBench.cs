using MuZero.Bench.Measuring;
using MuZero.Bench.Networks;
using MuZero.Networks;

namespace MuZero.Bench.Benchmarks;

/// <summary>Evaluations per second of the dynamics and prediction networks, without a search.</summary>
public static class InferenceBench
{
    /// <summary>Measures a network per thread.</summary>
    public static BenchReport Run(BenchSetup setup, int batch) => setup.Evaluate(
        "inference", "evaluation", "evals/s",
        string.Create(CultureInfo.InvariantCulture, $"batches of {batch}"),
        [("batch", batch)],
        _ => new InferenceLoad(setup.Network.CreateNetwork(), batch));
}

/// <summary>Recurrent calls with hidden states placed as in a search: each node's parent is drawn among the nodes before it. One item is an
/// evaluation.</summary>
internal sealed class InferenceLoad : IBenchLoad
{
    private const int Nodes = 51;

    private readonly TimedNetwork _network;
    private readonly InferenceBatch _batch;
    private readonly RandomStream _random = new(1);
    private int _node = 1;

    public InferenceLoad(INetwork network, int batch)
    {
        _network = new TimedNetwork(network);
        _network.Reserve(batch * Nodes);
        _batch = new InferenceBatch(batch, network.Shape) { Count = batch };
        for (int i = 0; i < _batch.Observations.Length; i++)
        {
            _batch.Observations[i] = (float)_random.NextDouble();
        }
    }

    public long InferenceTicks => _network.Ticks;

    public long Run()
    {
        if (_node == 1)
        {
            Fill(node: 0, parent: 0);
            _network.Initial(_batch);
        }

        Fill(_node, _random.Next(_node));
        _node = _node + 1 < Nodes ? _node + 1 : 1;
        _network.Recurrent(_batch);
        return _batch.Count;
    }

    public void Dispose() => _network.Dispose();

    private void Fill(int node, int parent)
    {
        for (int row = 0; row < _batch.Count; row++)
        {
            _batch.ParentSlots[row] = (row * Nodes) + parent;
            _batch.Slots[row] = (row * Nodes) + node;
            _batch.Actions[row] = _random.Next(_network.Shape.Actions);
        }
    }
}
