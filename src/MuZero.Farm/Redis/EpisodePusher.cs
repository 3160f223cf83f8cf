using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>The outcome of a push.</summary>
internal enum PushResult
{
    /// <summary>Stored; no crash of a worker, a trainer or Redis loses it.</summary>
    Stored,

    /// <summary>It was stored before: an answer was lost, and the repetition changed nothing.</summary>
    Duplicate,

    /// <summary>The limiter holds inserts back; try again later.</summary>
    Limited,

    /// <summary>No trainer has opened the run yet; try again later.</summary>
    NotOpened,

    /// <summary>Played with weights that are too old; discard it and load newer ones.</summary>
    Stale,

    /// <summary>The run is one of another game or version.</summary>
    OtherGame,

    /// <summary>Nothing was stored, because what the producer was acknowledged last is gone: Redis crashed and lost its last moments. Push
    /// again what was acknowledged lately, in order, then this.</summary>
    Gap,

    /// <summary>Nothing was stored, because the entry is not one that a trainer could read: names with a separator, counts that are not
    /// positive.</summary>
    Malformed,
}

/// <summary>Puts episodes into a run's buffer, each whole or not at all, and each at most once.</summary>
internal sealed class EpisodePusher(RedisServer server, RunKeys keys)
{
    /// <summary>Pushes one frame.</summary>
    /// <param name="frame">What <see cref="EpisodeCodec.Encode"/> made.</param>
    /// <param name="summary">Its summary.</param>
    /// <param name="acknowledged">The producer's last acknowledged sequence before this one, which must then still be known; -1 requires no
    /// such proof.</param>
    /// <exception cref="RedisUnavailableException">Redis is away. The push may have arrived; repeating it is safe.</exception>
    public PushResult Push(byte[] frame, EpisodeSummary summary, long acknowledged = -1)
    {
        EpisodeEntry entry = EpisodeEntry.Of(summary);
        RedisKey[] touched = [keys.Episode(entry.Id), keys.Meta, keys.Order, keys.Producers];
        RedisValue[] arguments =
        [
            entry.Member, frame, summary.Positions, summary.SizeBytes, summary.FirstWeightVersion, summary.Producer, summary.Sequence,
            summary.Game,
            summary.GameVersion, keys.EpisodePrefix, acknowledged,
        ];
        var answer = (RedisValue[])server.Call(database => database.ScriptEvaluate(RedisScript.Push, touched, arguments))!;
        return (int)answer[0] switch
        {
            1 => PushResult.Stored,
            -1 => PushResult.Duplicate,
            -2 => PushResult.NotOpened,
            -3 => PushResult.Limited,
            -5 => PushResult.Stale,
            -6 => PushResult.Gap,
            -7 => PushResult.Malformed,
            _ => PushResult.OtherGame,
        };
    }
}
