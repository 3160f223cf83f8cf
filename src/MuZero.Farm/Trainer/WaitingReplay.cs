using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;
using MuZero.Numerics;

namespace MuZero.Farm.Trainer;

/// <summary>The replay buffer as the trainer draws from it: while Redis is away a draw waits, so nothing is lost and nothing has to be
/// restarted.</summary>
internal sealed class WaitingReplay(RedisReplay replay, Outages outages) : IReplay
{
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(1);

    public ReplayStatistics Statistics => replay.Statistics;

    public bool TrySample(Span<ReplaySample> samples, RandomStream random) => replay.TrySample(samples, random);

    public void Sample(Span<ReplaySample> samples, RandomStream random, CancellationToken cancellation)
    {
        TimeSpan wait = _shortestWait;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                replay.Sample(samples, random, cancellation);
                outages.End(Outages.Redis);
                return;
            }
            catch (RedisUnavailableException fault)
            {
                outages.Begin(Outages.Redis, fault.Message);
            }

            cancellation.WaitHandle.WaitOne(wait);
            wait = wait * 2 < _longestWait ? wait * 2 : _longestWait;
        }
    }

    public void UpdatePriorities(ReadOnlySpan<PositionKey> keys, ReadOnlySpan<float> priorities)
        => replay.UpdatePriorities(keys, priorities);
}
