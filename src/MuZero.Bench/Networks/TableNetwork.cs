using MuZero.Networks;

namespace MuZero.Bench.Networks;

/// <summary>A network with almost no cost: each call copies the next rows of a table of random answers.</summary>
/// <remarks>Logits are normal and values uniform in [-1, 1], so trees grow as uneven as a young network's. It adds one copy of A numbers
/// per row to the search's time, which is part of the figure.</remarks>
internal sealed class TableNetwork : INetwork
{
    // Answers before they repeat; a prime, so that a tree does not soon get its own answers again.
    private const int Rows = 4093;

    private readonly float[] _logits;
    private readonly float[] _values;
    private readonly float[] _rewards;
    private readonly int _batch;
    private int _next;

    /// <summary>A table for calls of at most <paramref name="batch"/> rows.</summary>
    public TableNetwork(NetworkShape shape, int batch, ulong seed)
    {
        Shape = shape;
        _batch = batch;
        var random = new RandomStream(seed);
        int rows = Rows + batch;
        _logits = new float[rows * shape.Actions];
        _values = new float[rows];
        _rewards = new float[rows];
        for (int i = 0; i < _logits.Length; i++)
        {
            _logits[i] = (float)random.NextNormal();
        }

        for (int row = 0; row < rows; row++)
        {
            _values[row] = (float)((2.0 * random.NextDouble()) - 1.0);
            _rewards[row] = (float)((0.2 * random.NextDouble()) - 0.1);
        }
    }

    public NetworkShape Shape { get; }

    public long Version => 0;

    public void Reserve(int slots)
    {
    }

    public void Load(WeightSnapshot weights) => throw new NotSupportedException("A table has no weights.");

    public void Initial(InferenceBatch batch) => Answer(batch);

    public void Recurrent(InferenceBatch batch) => Answer(batch);

    public void Dispose()
    {
    }

    private void Answer(InferenceBatch batch)
    {
        int actions = Shape.Actions;
        _logits.AsSpan(_next * actions, batch.Count * actions).CopyTo(batch.PolicyLogits);
        _values.AsSpan(_next, batch.Count).CopyTo(batch.Values);
        _rewards.AsSpan(_next, batch.Count).CopyTo(batch.Rewards);
        _next = (_next + _batch) % Rows;
    }
}
