using MuZero.Evaluation;

namespace MuZero.Arena;

/// <summary>The games of one pairing so far, seen by its first entrant.</summary>
/// <param name="Pairing">The entrants.</param>
/// <param name="Report">The pairs that count.</param>
/// <param name="Ratio">The log-likelihood ratio of the sequential test; null without one.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="IsComplete">True if no more games are to be played.</param>
public sealed record PairingResult(ArenaPairing Pairing, MatchReport Report, double? Ratio, SprtVerdict Verdict, bool IsComplete)
{
    /// <summary>[5] the number of pairs of each score: 0, 1/4, 1/2, 3/4, 1.</summary>
    public IReadOnlyList<long> PairsByScore => Count(Report.Pairs);

    internal static long[] Count(IEnumerable<PlayedPair> pairs)
    {
        long[] counts = new long[5];
        foreach (PlayedPair pair in pairs)
        {
            counts[Index(pair)]++;
        }

        return counts;
    }

    internal static int Index(PlayedPair pair) => (int)Math.Round(4.0 * pair.Score);
}

/// <summary>The games of an arena.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Pairings">A result per pairing of the plan, in its order.</param>
public sealed record ArenaResult(ArenaPlan Plan, IReadOnlyList<PairingResult> Pairings)
{
    /// <summary>True if every pairing is complete; false if the arena was interrupted.</summary>
    public bool IsComplete => Pairings.All(pairing => pairing.IsComplete);

    /// <summary>The games of one entrant, seen by it.</summary>
    public MatchResult TotalOf(int entrant)
    {
        MatchResult total = default;
        foreach (PairingResult pairing in Pairings)
        {
            MatchResult games = pairing.Report.Total;
            total += pairing.Pairing.First == entrant ? games
                : pairing.Pairing.Second == entrant ? new MatchResult(games.Losses, games.Draws, games.Wins)
                : default;
        }

        return total;
    }
}
