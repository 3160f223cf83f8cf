using MuZero.Farm.Redis;

namespace MuZero.Farm.Worker;

/// <summary>Makes sure that what Redis acknowledged lately is still there: a Redis that writes its log every second may lose its last two
/// when it crashes.</summary>
/// <remarks>Used by one thread.</remarks>
internal sealed class DeliveryProof(PushEpisode push, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private readonly AcknowledgedEpisodes _acknowledged = new(time);
    private long _provenAt = time.GetTimestamp();
    private bool _isUnproven; // Redis was away since the last proof, and may have lost what it acknowledged
    private long _pushedAgain;

    /// <summary>Episodes that a crash of Redis took and that were stored once more.</summary>
    public long PushedAgain => Interlocked.Read(ref _pushedAgain);

    /// <summary>True if a proof comes before further pushes.</summary>
    public bool IsDue => _isUnproven || time.GetElapsedTime(_provenAt) > _interval;

    /// <summary>The longest rest of an outbox without work before the next proof.</summary>
    public TimeSpan Rest => _acknowledged.IsEmpty ? Timeout.InfiniteTimeSpan : _isUnproven ? TimeSpan.Zero : _interval;

    public void Doubt() => _isUnproven = true;

    public void Add(OutgoingEpisode episode) => _acknowledged.Add(episode.Frame, episode.Summary);

    /// <summary>The newest sequence that is kept of a producer, -1 if there is none.</summary>
    public long Last(string producer) => _acknowledged.Last(producer);

    /// <summary>Asks whether every producer's newest acknowledged episode is there, and so all before it; if not, all are pushed
    /// again.</summary>
    /// <returns>False if it has to be tried again later.</returns>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public bool Prove()
    {
        bool proven = _acknowledged.Newest().All(episode => push(episode.Frame, episode.Summary, episode.Before) is not PushResult.Gap)
            || PushAgain();
        if (proven)
        {
            _isUnproven = false;
            _provenAt = time.GetTimestamp();
            _acknowledged.Expire();
        }

        return proven;
    }

    /// <summary>Pushes everything that was acknowledged lately, in its order; an episode that is there is answered as a
    /// duplicate.</summary>
    /// <returns>False if it has to be tried again later.</returns>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public bool PushAgain()
    {
        foreach ((byte[] frame, Replay.EpisodeSummary summary) in _acknowledged.All())
        {
            switch (push(frame, summary, acknowledged: -1))
            {
                case PushResult.Stored:
                    Interlocked.Increment(ref _pushedAgain);
                    break;
                case PushResult.Duplicate:
                    break;
                case PushResult.Stale:
                    _acknowledged.Forget(summary);
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
