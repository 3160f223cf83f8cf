using System.Diagnostics;
using MuZero.Networks;

namespace MuZero.Bench.Networks;

/// <summary>A network that counts the time spent in its calls.</summary>
internal sealed class TimedNetwork(INetwork network) : INetwork
{
    /// <summary>Timestamp ticks so far.</summary>
    public long Ticks { get; private set; }

    public NetworkShape Shape => network.Shape;

    public long Version => network.Version;

    public void Reserve(int slots) => network.Reserve(slots);

    public void Load(WeightSnapshot weights) => network.Load(weights);

    public void ReadLatent(int slot, Span<float> latent) => network.ReadLatent(slot, latent);

    public void Initial(InferenceBatch batch)
    {
        long start = Stopwatch.GetTimestamp();
        network.Initial(batch);
        Ticks += Stopwatch.GetTimestamp() - start;
    }

    public void Recurrent(InferenceBatch batch)
    {
        long start = Stopwatch.GetTimestamp();
        network.Recurrent(batch);
        Ticks += Stopwatch.GetTimestamp() - start;
    }

    public void Afterstate(InferenceBatch batch)
    {
        long start = Stopwatch.GetTimestamp();
        network.Afterstate(batch);
        Ticks += Stopwatch.GetTimestamp() - start;
    }

    public void Dispose() => network.Dispose();
}
