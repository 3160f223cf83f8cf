using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Farm.Trainer;

/// <summary>Tells the replay buffer which episodes are too old from now on, then publishes to the store that workers read.</summary>
internal sealed class AnnouncingWeightSink(IWeightSink store, RedisReplay replay, TrainerOptions options, Outages outages) : IWeightSink
{
    private long _publishedVersion;

    public long LatestVersion => store.LatestVersion;

    /// <summary>The version that this process published last; 0 before the first.</summary>
    public long PublishedVersion => Volatile.Read(ref _publishedVersion);

    /// <exception cref="FencedException">Another trainer has opened the run; nothing was published.</exception>
    public void Publish(WeightSnapshot weights)
    {
        try
        {
            replay.Announce(weights.Version, options.WeightWindow > 0 ? Math.Max(0, weights.Version - options.WeightWindow) : 0);
        }
        catch (RedisUnavailableException fault)
        {
            // The next publication announces it; until then a few more stale episodes are taken.
            outages.Begin(Outages.Redis, fault.Message);
        }

        store.Publish(weights);
        Volatile.Write(ref _publishedVersion, weights.Version);
    }
}
