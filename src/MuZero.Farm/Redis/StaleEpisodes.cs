using System.Globalization;
using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>A reanalysis service's side of a run's buffer: takes episodes in turn and puts them back with fresh targets.</summary>
/// <remarks>Each step is one script, so a service that is killed leaves every episode either as it was or with all its fresh
/// targets.</remarks>
internal sealed class StaleEpisodes(RedisServer server, RunKeys keys, IGame game)
{
    /// <summary>Takes the next episodes.</summary>
    /// <param name="ratio">Positions to search per position that the trainer has drawn.</param>
    /// <param name="positions">Positions to take at most, but for the rest of the last episode.</param>
    /// <returns>Those that are still held and can be read; none while nothing is to be searched.</returns>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public IReadOnlyList<TakenEpisode> Take(double ratio, int positions)
    {
        RedisValue[] arguments = [ratio.ToString("R", CultureInfo.InvariantCulture), positions];
        var members = (RedisValue[])server.Call(database
            => database.ScriptEvaluate(RedisScript.Stale, [keys.Meta, keys.Order], arguments))!;
        EpisodeEntry[] entries = [.. EpisodeEntry.Valid(members)];
        RedisValue[] frames = server.Call(database
            => EpisodeFeed.Fetch(database, Array.ConvertAll(entries, entry => keys.Episode(entry.Id))));
        List<TakenEpisode> taken = [];
        for (int i = 0; i < frames.Length; i++)
        {
            try
            {
                if (!frames[i].IsNull)
                {
                    taken.Add(new TakenEpisode(entries[i], EpisodeCodec.Decode((byte[])frames[i]!, game)));
                }
            }
            catch (Exception fault) when (fault is CorruptDataException or IncompatibleException)
            {
                // The trainer puts it into quarantine.
            }
        }

        return taken;
    }

    /// <summary>Puts an episode back with fresh targets.</summary>
    /// <returns>False if it has left the buffer.</returns>
    /// <exception cref="RedisUnavailableException">Redis is away. The episode may have arrived; repeating it is safe.</exception>
    public bool Put(in TakenEpisode fresh)
    {
        RedisKey[] touched = [keys.Episode(fresh.Entry.Id), keys.Meta, keys.Order, keys.Fresh];
        RedisValue[] arguments = [fresh.Entry.Member, EpisodeCodec.Encode(fresh.Episode)];
        return (int)server.Call(database => database.ScriptEvaluate(RedisScript.Refresh, touched, arguments)) == 1;
    }
}

/// <summary>An episode that a reanalysis service has taken.</summary>
/// <param name="Entry">Its entry in the order, with the size at which it was pushed.</param>
/// <param name="Episode">The episode.</param>
internal readonly record struct TakenEpisode(EpisodeEntry Entry, Episode Episode);
