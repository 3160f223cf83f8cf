using System.Globalization;
using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>Reads a run's episodes in the order in which they were stored, each once, and sorts out those that must not be trained
/// on.</summary>
/// <remarks>The order's running numbers are the feed: nothing can be missed between two reads, and evicted episodes are absent.</remarks>
internal sealed class EpisodeFeed(RedisServer server, RunKeys keys, IGame game, Func<long> epoch)
{
    /// <summary>Episodes read at once. At 64 KiB each they are 4 MiB, which keeps one answer of Redis short.</summary>
    public const int Page = 64;

    private const int QuarantineEntries = 1_000;

    // Each producer's last sequence that was read. What a crash of Redis took is pushed again under a new number, and must not be trained
    // on twice.
    private readonly Dictionary<string, long> _read = [];

    /// <summary>The running number of the last episode that was read, stored or not.</summary>
    public long Position { get; private set; }

    /// <summary>Episodes that were refused, by reason.</summary>
    public Action<EpisodeRejection>? Rejected { get; init; }

    /// <summary>Reads everything again from the oldest on, skipping what was read before: after a crash of Redis the running numbers may
    /// have gone back.</summary>
    public void Rewind() => Position = 0;

    /// <summary>Reads the next page and passes the sound episodes on; returns how many entries it saw.</summary>
    public int Read(Action<Episode> insert)
    {
        SortedSetEntry[] entries = server.Call(database => database.SortedSetRangeByScoreWithScores(
            keys.Order, Position, double.PositiveInfinity, Exclude.Start, Order.Ascending, 0, Page))!;
        if (entries.Length == 0)
        {
            return 0;
        }

        EpisodeEntry[] found = [.. entries.Select(entry => EpisodeEntry.Parse(entry.Element!)).Where(entry => !WasRead(entry))];
        RedisValue[] frames = server.Call(database => Fetch(database, Array.ConvertAll(found, entry => keys.Episode(entry.Id))));
        for (int i = 0; i < found.Length; i++)
        {
            // Without a frame it was evicted between the two calls.
            if (!frames[i].IsNull && Open(found[i], (byte[])frames[i]!) is { } episode)
            {
                insert(episode);
            }

            _read[found[i].Producer] = found[i].Sequence;
        }

        Position = (long)entries[^1].Score;
        return entries.Length;
    }

    /// <summary>The frames of some episodes, each null if it is absent.</summary>
    /// <remarks>A GET each, sent together: 1.3 times as fast as one MGET, because the client reads small answers while the next ones
    /// arrive.</remarks>
    internal static RedisValue[] Fetch(IDatabase database, RedisKey[] episodes)
    {
        Task<RedisValue>[] frames = Array.ConvertAll(episodes, episode => database.StringGetAsync(episode));
        return Array.ConvertAll(frames, database.Wait);
    }

    private bool WasRead(EpisodeEntry entry) => _read.TryGetValue(entry.Producer, out long last) && entry.Sequence <= last;

    private Episode? Open(EpisodeEntry entry, byte[] frame)
    {
        try
        {
            Episode episode = EpisodeCodec.Decode(frame, game);
            string? fault = Fault(episode, entry);
            if (fault is null)
            {
                return episode;
            }

            Quarantine(entry, fault, "meaning");
        }
        catch (CorruptDataException fault)
        {
            Quarantine(entry, fault.Message, "corrupt");
        }
        catch (IncompatibleException fault)
        {
            Quarantine(entry, fault.Message, "incompatible");
        }

        return null;
    }

    // Beyond what decoding proves: a whole frame, sound numbers, and moves and rewards that the rules give.
    private string? Fault(Episode episode, EpisodeEntry entry)
        => EntryOf(episode, entry) != entry
            ? $"it was pushed as {entry.Member}, which it is not"
            : EpisodeCheck.ValueFault(episode, game.Spec) ?? EpisodeCheck.ObservationFault(episode, game.Spec);

    // Fresh targets change an episode's size, and the order keeps that of the push.
    private static EpisodeEntry EntryOf(Episode episode, EpisodeEntry pushed)
    {
        EpisodeEntry entry = EpisodeEntry.Of(EpisodeSummary.Of(episode));
        return episode.ReanalysedWeightVersion > 0 ? entry with { SizeBytes = pushed.SizeBytes } : entry;
    }

    private void Quarantine(EpisodeEntry entry, string reason, string kind)
    {
        RedisKey[] touched = [keys.Episode(entry.Id), keys.Meta, keys.Order, keys.Quarantine];
        RedisValue[] arguments =
            [entry.Member, reason, entry.Producer, epoch().ToString(CultureInfo.InvariantCulture), QuarantineEntries, entry.Positions,
                entry.SizeBytes];
        server.Call(database => (int)database.ScriptEvaluate(RedisScript.Quarantine, touched, arguments));
        Rejected?.Invoke(new EpisodeRejection(entry.Producer, entry.Id, reason, kind));
    }
}

/// <summary>An episode that was not trained on.</summary>
/// <param name="Producer">Who sent it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Kind">corrupt, incompatible, or meaning: intact bytes with impossible content.</param>
internal readonly record struct EpisodeRejection(string Producer, string Id, string Reason, string Kind);
