using Microsoft.Extensions.Logging;
using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Networks;

namespace MuZero.Farm.Trainer;

/// <summary>The trainer's weight store: publishes to the store that workers read, and tells the replay buffer which episodes are too old by now.</summary>
/// <param name="store">Where workers read.</param>
/// <param name="replay">The run's buffer.</param>
/// <param name="window">Episodes of weights that are more versions behind are refused; 0 takes all.</param>
/// <param name="degradation">Hears while Redis is away.</param>
/// <param name="log">The trainer's log.</param>
public sealed class AnnouncedWeights(IWeightStore store, RedisReplay replay, long window, Degradation degradation, ILogger log) : IWeightStore
{
    /// <inheritdoc/>
    public long LatestVersion => store.LatestVersion;

    /// <inheritdoc/>
    public WeightSnapshot? Latest() => store.Latest();

    /// <inheritdoc/>
    /// <exception cref="FencedException">Another trainer has opened the run; nothing was published.</exception>
    public void Publish(WeightSnapshot weights)
    {
        try
        {
            replay.Announce(weights.Version, window > 0 ? Math.Max(0, weights.Version - window) : 0);
        }
        catch (RedisUnavailableException fault)
        {
            // The next publication tells it; until then a few stale episodes more are taken.
            degradation.Set(Degradation.Redis, fault.Message, log);
        }

        store.Publish(weights);
    }
}
