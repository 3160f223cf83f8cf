namespace MuZero.Networks;

/// <summary>A network that evaluates an observation only if the cache does not have it. A row's answers are the same bit for bit either
/// way.</summary>
/// <param name="network">Evaluates; its hidden states are not used, so it plans with the game's rules.</param>
/// <param name="cache">Shared by the networks of the same weights.</param>
internal sealed class CachedNetwork(INetwork network, EvaluationCache cache) : INetwork
{
    private InferenceBatch _missing = new(1, network.Shape);
    private int[] _rows = new int[1];      // [B] the rows of _missing in the caller's batch
    private ulong[] _hashes = new ulong[1]; // [B]

    public NetworkShape Shape => network.Shape;

    public long Version => network.Version;

    public void Reserve(int slots) => network.Reserve(slots);

    public void Load(WeightSnapshot weights)
    {
        network.Load(weights);
        cache.Clear();
    }

    public void Initial(InferenceBatch batch)
    {
        if (_missing.Capacity < batch.Capacity)
        {
            (_missing, _rows, _hashes) = (new InferenceBatch(batch.Capacity, Shape), new int[batch.Capacity], new ulong[batch.Capacity]);
        }

        (int length, int actions, int missing) = (Shape.Observation.Length, Shape.PolicyOutputs, 0);
        for (int row = 0; row < batch.Count; row++)
        {
            ReadOnlySpan<float> observation = batch.Observations.AsSpan(row * length, length);
            ulong hash = ObservationHash.Of(observation);
            if (!cache.TryRead(hash, batch.PolicyLogits.AsSpan(row * actions, actions), out batch.Values[row]))
            {
                observation.CopyTo(_missing.Observations.AsSpan(missing * length));
                (_hashes[missing], _rows[missing], _missing.Slots[missing]) = (hash, row, missing);
                missing++;
            }
        }

        if (missing > 0)
        {
            Evaluate(batch, missing);
        }
    }

    public void Recurrent(InferenceBatch batch)
        => throw new InvalidOperationException("A cached network has no hidden states; plan with the game's rules.");

    public void Dispose() => network.Dispose();

    private void Evaluate(InferenceBatch batch, int missing)
    {
        int actions = Shape.PolicyOutputs;
        _missing.Count = missing;
        network.Initial(_missing);
        for (int i = 0; i < missing; i++)
        {
            ReadOnlySpan<float> logits = _missing.PolicyLogits.AsSpan(i * actions, actions);
            cache.Write(_hashes[i], logits, _missing.Values[i]);
            logits.CopyTo(batch.PolicyLogits.AsSpan(_rows[i] * actions));
            batch.Values[_rows[i]] = _missing.Values[i];
        }
    }
}
