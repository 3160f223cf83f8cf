namespace MuZero.Farm.Worker;

/// <summary>An encoded episode on its way to the replay buffer.</summary>
/// <param name="Frame">The result of <see cref="EpisodeCodec.Encode"/>.</param>
/// <param name="Summary">Its summary, so that the frame need not be opened.</param>
internal sealed record OutgoingEpisode(byte[] Frame, EpisodeSummary Summary);

/// <summary>Episodes that wait to be pushed: the oldest on disk, the newest in memory. Bounded; producers wait when memory is
/// full.</summary>
/// <remarks>Safe for many producers and one consumer, who alone touches the spool.</remarks>
internal sealed class EpisodeBacklog(EpisodeSpool spool)
{
    /// <summary>Frames in memory at most; beyond it the actors wait.</summary>
    public const long MaxBytes = 64L << 20;

    /// <summary>Episodes in memory at most, unless Redis is away: an episode that waits for the limiter grows old, and its weights with
    /// it.</summary>
    public const int MaxEpisodes = 64;

    // Frames go to disk in segments of about this size.
    private const long SegmentBytes = 1L << 20;

    private readonly object _gate = new();
    private readonly Queue<OutgoingEpisode> _waiting = new();
    private long _waitingBytes;
    private bool _isAway;

    /// <summary>True while Redis is away: memory then holds one segment, and the spool the rest.</summary>
    public bool IsAway
    {
        set
        {
            lock (_gate)
            {
                _isAway = value;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>True if nothing waits, in memory or on disk.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0 && spool.IsEmpty;
            }
        }
    }

    /// <summary>Episodes on disk, and those lost there.</summary>
    public (long Spooled, long Dropped) Disk
    {
        get
        {
            lock (_gate)
            {
                return (spool.Episodes, spool.Dropped);
            }
        }
    }

    /// <summary>Adds an episode, waiting while memory is full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the episode was not added.</exception>
    public void Add(OutgoingEpisode episode, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Wake);
        lock (_gate)
        {
            while (_isAway ? _waitingBytes >= SegmentBytes : _waiting.Count >= MaxEpisodes || _waitingBytes > MaxBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            _waiting.Enqueue(episode);
            _waitingBytes += episode.Frame.Length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until there is an episode, the time is up or it is cancelled.</summary>
    public void Wait(TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.Register(Wake);
        lock (_gate)
        {
            while (_waiting.Count == 0 && spool.IsEmpty && !cancellation.IsCancellationRequested && Monitor.Wait(_gate, limit))
            {
            }
        }
    }

    /// <summary>The frames of the oldest segment on disk, or null. They come before everything in memory.</summary>
    public IReadOnlyList<byte[]>? PeekSpooled()
    {
        lock (_gate)
        {
            return spool.Peek();
        }
    }

    /// <summary>Removes the segment that <see cref="PeekSpooled"/> gave.</summary>
    public void RemoveSpooled()
    {
        lock (_gate)
        {
            spool.Remove();
        }
    }

    /// <summary>The oldest episode in memory, or null if there is none or the spool comes first.</summary>
    public OutgoingEpisode? PeekWaiting()
    {
        lock (_gate)
        {
            return spool.IsEmpty && _waiting.TryPeek(out OutgoingEpisode? episode) ? episode : null;
        }
    }

    /// <summary>Removes the episode that <see cref="PeekWaiting"/> gave.</summary>
    public void RemoveWaiting()
    {
        lock (_gate)
        {
            _waitingBytes -= _waiting.Dequeue().Frame.Length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Moves episodes from memory to disk: whole segments, or everything. They go in their order, after those that are
    /// there.</summary>
    /// <exception cref="IOException">The disk is full; the segment that did not fit stays in memory.</exception>
    public void Spool(bool all)
    {
        lock (_gate)
        {
            while (_waiting.Count > 0 && (all || _waitingBytes >= SegmentBytes))
            {
                List<byte[]> segment = [];
                long bytes = 0;
                foreach (OutgoingEpisode episode in _waiting)
                {
                    if (bytes >= SegmentBytes)
                    {
                        break;
                    }

                    segment.Add(episode.Frame);
                    bytes += episode.Frame.Length;
                }

                spool.Append(segment);
                segment.ForEach(_ => _waiting.Dequeue());
                _waitingBytes -= bytes;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
