namespace MuZero.Evaluation;

/// <summary>Two games from the same opening with seats changed, seen by the first-named player.</summary>
/// <param name="AsFirst">Its result on the first seat.</param>
/// <param name="AsSecond">Its result on the second seat.</param>
/// <param name="FirstMoves">A hash of the first game's start, moves and dice.</param>
/// <param name="SecondMoves">The same of the second game.</param>
/// <param name="Length">Decisions in both games, opening included.</param>
public readonly record struct PlayedPair(MatchResult AsFirst, MatchResult AsSecond, ulong FirstMoves, ulong SecondMoves, int Length)
{
    /// <summary>Points per game.</summary>
    public double Score => (AsFirst + AsSecond).Score;
}

/// <summary>A match, seen by the first-named player. Its statistics count pairs, because the two games of a pair share an
/// opening.</summary>
public sealed class MatchReport
{
    /// <summary>The report of some pairs.</summary>
    public MatchReport(IReadOnlyList<PlayedPair> pairs)
    {
        Pairs = pairs;
        foreach (PlayedPair pair in pairs)
        {
            (AsFirst, AsSecond) = (AsFirst + pair.AsFirst, AsSecond + pair.AsSecond);
        }

        DifferentPairs = pairs.Select(pair => (pair.FirstMoves, pair.SecondMoves)).Distinct().Count();
        DifferentGames = pairs.SelectMany(pair => new[] { pair.FirstMoves, pair.SecondMoves }).Distinct().Count();
    }

    /// <summary>Every pair, in the order of the openings.</summary>
    public IReadOnlyList<PlayedPair> Pairs { get; }

    /// <summary>All games.</summary>
    public MatchResult Total => AsFirst + AsSecond;

    /// <summary>The games on the first seat.</summary>
    public MatchResult AsFirst { get; }

    /// <summary>The games on the second seat.</summary>
    public MatchResult AsSecond { get; }

    /// <summary>Distinct games, by start, moves and dice.</summary>
    public int DifferentGames { get; }

    /// <summary>Distinct pairs.</summary>
    public int DifferentPairs { get; }

    /// <summary>Decisions per game, opening included.</summary>
    public double MeanLength => Pairs.Count == 0 ? 0.0 : Pairs.Average(pair => pair.Length) / 2.0;

    /// <summary>The interval of <see cref="MatchResult.Score"/>.</summary>
    public Interval Score(Confidence confidence) => Interval.OfScores([.. Pairs.Select(pair => pair.Score)], DifferentPairs, confidence);

    /// <summary>The games of two matches together; their openings must be drawn independently.</summary>
    public MatchReport With(MatchReport other) => new([.. Pairs, .. other.Pairs]);
}
