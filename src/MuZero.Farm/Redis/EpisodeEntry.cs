using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StackExchange.Redis;

namespace MuZero.Farm.Redis;

/// <summary>An episode's member in the order, id|positions|bytes; the id is producer:sequence.</summary>
internal readonly record struct EpisodeEntry(string Producer, long Sequence, int Positions, long SizeBytes)
{
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Producer}:{Sequence}");

    public string Member => string.Create(CultureInfo.InvariantCulture, $"{Id}|{Positions}|{SizeBytes}");

    public static EpisodeEntry Of(EpisodeSummary summary) => new(summary.Producer, summary.Sequence, summary.Positions, summary.SizeBytes);

    /// <summary>Reads a member; false for one that no push has made. Whoever reaches Redis can add others.</summary>
    public static bool TryParse([NotNullWhen(true)] string? member, out EpisodeEntry entry)
    {
        entry = default;
        if (member?.Split('|') is not [var id, var positions, var bytes] || id.LastIndexOf(':') is not (> 0 and var colon)
            || !long.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            || !int.TryParse(positions, NumberStyles.None, CultureInfo.InvariantCulture, out int ofPositions)
            || !long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long ofBytes)
            || ofPositions < 1 || ofBytes < 1)
        {
            return false;
        }

        entry = new EpisodeEntry(id[..colon], sequence, ofPositions, ofBytes);
        return entry.Member == member; // one text per entry: no leading zeros
    }

    /// <summary>The entries among some members that pushes have made.</summary>
    public static IEnumerable<EpisodeEntry> Valid(IEnumerable<RedisValue> members)
    {
        foreach (RedisValue member in members)
        {
            if (TryParse(member, out EpisodeEntry entry))
            {
                yield return entry;
            }
        }
    }
}
