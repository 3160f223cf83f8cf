namespace MuZero.Farm.Worker;

/// <summary>The episodes that the replay buffer acknowledged lately. A Redis that writes its log every second may lose its last two when it
/// crashes; their workers push them again.</summary>
/// <remarks>Used by one thread.</remarks>
internal sealed class AcknowledgedEpisodes(TimeProvider time)
{
    /// <summary>The time for which an episode is kept: well above the two seconds by which Redis may delay a write under appendfsync
    /// everysec.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // What a crash takes beyond it is lost; 10 s of 64 KiB episodes at 50 a second.
    private const long MaxBytes = 32L << 20;

    private readonly LinkedList<Entry> _entries = new();
    private long _bytes;

    /// <summary>True if nothing was acknowledged within the window.</summary>
    public bool IsEmpty => _entries.Count == 0;

    public void Add(byte[] frame, EpisodeSummary summary)
    {
        _entries.AddLast(new Entry(frame, summary, time.GetTimestamp()));
        _bytes += frame.Length;
    }

    /// <summary>Drops everything older than <see cref="Window"/>.</summary>
    public void Expire()
    {
        while (_entries.First is { } oldest && (_bytes > MaxBytes || time.GetElapsedTime(oldest.Value.Since) > Window))
        {
            Remove(oldest);
        }
    }

    /// <summary>Drops an episode that the buffer no longer accepts.</summary>
    public void Forget(EpisodeSummary summary)
    {
        for (LinkedListNode<Entry>? entry = _entries.First; entry is not null; entry = entry.Next)
        {
            if (ReferenceEquals(entry.Value.Summary, summary))
            {
                Remove(entry);
                return;
            }
        }
    }

    /// <summary>The newest sequence that is kept of a producer, -1 if there is none.</summary>
    public long Last(string producer)
    {
        for (LinkedListNode<Entry>? entry = _entries.Last; entry is not null; entry = entry.Previous)
        {
            if (entry.Value.Summary.Producer == producer)
            {
                return entry.Value.Summary.Sequence;
            }
        }

        return -1;
    }

    /// <summary>Each producer's newest episode, with the sequence before it, -1 if none is kept.</summary>
    public IReadOnlyList<(byte[] Frame, EpisodeSummary Summary, long Before)> Newest()
        => [.. _entries.GroupBy(entry => entry.Summary.Producer).Select(group => group.Last())
            .Select(newest => (newest.Frame, newest.Summary, Before(newest.Summary)))];

    public IReadOnlyList<(byte[] Frame, EpisodeSummary Summary)> All() => [.. _entries.Select(entry => (entry.Frame, entry.Summary))];

    private long Before(EpisodeSummary summary)
        => _entries.Where(entry => entry.Summary.Producer == summary.Producer && entry.Summary.Sequence < summary.Sequence)
            .Select(entry => entry.Summary.Sequence).DefaultIfEmpty(-1).Last();

    private void Remove(LinkedListNode<Entry> entry)
    {
        _entries.Remove(entry);
        _bytes -= entry.Value.Frame.Length;
    }

    private readonly record struct Entry(byte[] Frame, EpisodeSummary Summary, long Since);
}
