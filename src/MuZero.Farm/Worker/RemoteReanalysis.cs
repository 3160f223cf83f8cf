using MuZero.Farm.Hosting;
using MuZero.Farm.Redis;

namespace MuZero.Farm.Worker;

/// <summary>Searches the episodes of a farm's replay buffer again, a batch of positions at a time. Used by one thread.</summary>
internal sealed class RemoteReanalysis(
    Reanalyser reanalyser, StaleEpisodes episodes, IWeightSource weights, double ratio, Outages outages) : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longPause = TimeSpan.FromSeconds(1);

    private long _positions;

    /// <summary>Positions searched so far.</summary>
    public long Positions => Volatile.Read(ref _positions);

    /// <summary>Simulations for them.</summary>
    public long Simulations => Positions * reanalyser.Simulations;

    /// <summary>One batch; waits a moment if there is nothing to search, and longer while Redis is away.</summary>
    public void Work(CancellationToken stop)
    {
        if (weights.LatestVersion > reanalyser.WeightVersion && weights.Latest() is { } latest)
        {
            reanalyser.Load(latest);
        }

        try
        {
            if (!Refresh())
            {
                stop.WaitHandle.WaitOne(_pause);
            }

            outages.End(Outages.Redis);
        }
        catch (RedisUnavailableException fault)
        {
            outages.Begin(Outages.Redis, fault.Message);
            stop.WaitHandle.WaitOne(_longPause);
        }
    }

    public void Dispose() => reanalyser.Dispose();

    // False if nothing was to be searched.
    private bool Refresh()
    {
        TakenEpisode[] stale = [.. episodes.Take(ratio, reanalyser.Capacity)
            .Where(taken => taken.Episode.TargetWeightVersion < reanalyser.WeightVersion)];
        if (stale.Length == 0)
        {
            return false;
        }

        Episode[] fresh = reanalyser.Refresh(Array.ConvertAll(stale, taken => taken.Episode));
        for (int i = 0; i < fresh.Length; i++)
        {
            episodes.Put(stale[i] with { Episode = fresh[i] });
            Volatile.Write(ref _positions, _positions + fresh[i].Length);
        }

        return true;
    }
}
