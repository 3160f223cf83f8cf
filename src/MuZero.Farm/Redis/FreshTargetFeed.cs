using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>The trainer's side of reanalysis: reads the episodes whose targets were exchanged, each exchange once.</summary>
/// <remarks>What was read is removed from <see cref="RunKeys.Fresh"/>. A trainer that is restarted reads every frame anew, so it needs no
/// earlier announcement.</remarks>
internal sealed class FreshTargetFeed(RedisServer server, RunKeys keys, IGame game)
{
    /// <summary>Episodes read at once.</summary>
    public const int Page = EpisodeFeed.Page;

    /// <summary>Reads the next page and passes the episodes on with their ids; returns how many announcements it saw.</summary>
    public int Read(Action<string, Episode> replace)
    {
        SortedSetEntry[] entries = server.Call(database => database.SortedSetRangeByRankWithScores(keys.Fresh, 0, Page - 1))!;
        if (entries.Length == 0)
        {
            return 0;
        }

        EpisodeEntry[] found = [.. EpisodeEntry.Valid(entries.Select(entry => entry.Element))];
        RedisValue[] frames = server.Call(database
            => EpisodeFeed.Fetch(database, Array.ConvertAll(found, entry => keys.Episode(entry.Id))));
        for (int i = 0; i < found.Length; i++)
        {
            // Without a frame it was evicted meanwhile.
            if (!frames[i].IsNull && Open(found[i], (byte[])frames[i]!) is { } episode)
            {
                replace(found[i].Id, episode);
            }
        }

        // An episode that was exchanged again since has a larger number and stays. A number that no exchange was given would take those
        // with it, so such entries go by name.
        double last = entries.Select(entry => entry.Score).Where(double.IsFinite).DefaultIfEmpty(double.NegativeInfinity).Last();
        RedisValue[] endless = [.. entries.Where(entry => !double.IsFinite(entry.Score)).Select(entry => entry.Element)];
        server.Call(database => database.SortedSetRemoveRangeByScore(keys.Fresh, double.NegativeInfinity, last));
        if (endless.Length > 0)
        {
            server.Call(database => database.SortedSetRemove(keys.Fresh, endless));
        }

        return entries.Length;
    }

    // Null for an episode that must not be trained on; the trainer goes on with the targets that it has.
    private Episode? Open(EpisodeEntry entry, byte[] frame)
    {
        try
        {
            Episode episode = EpisodeCodec.Decode(frame, game);
            return EpisodeFeed.Fault(episode, entry, game) is null ? episode : null;
        }
        catch (Exception fault) when (fault is CorruptDataException or IncompatibleException)
        {
            return null;
        }
    }
}
