namespace MuZero.Networks;

/// <summary>Weights handed from the trainer to actors of the same process.</summary>
public sealed class InMemoryWeightStore : IWeightSource, IWeightSink
{
    private readonly Lock _publishing = new();
    private volatile WeightSnapshot? _latest;

    /// <inheritdoc/>
    public long LatestVersion => _latest?.Version ?? -1;

    /// <inheritdoc/>
    public void Publish(WeightSnapshot weights)
    {
        lock (_publishing)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(weights.Version, LatestVersion, nameof(weights));

            // The publisher may reuse its buffer; what readers hold never changes.
            _latest = weights with { Bytes = weights.Bytes.ToArray() };
        }
    }

    /// <inheritdoc/>
    public WeightSnapshot? Latest() => _latest;
}
