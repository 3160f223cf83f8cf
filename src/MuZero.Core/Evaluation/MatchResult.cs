namespace MuZero.Evaluation;

/// <summary>Games won, drawn and lost, seen by the first-named player.</summary>
public readonly record struct MatchResult(long Wins, long Draws, long Losses)
{
    /// <summary>Games in all.</summary>
    public long Games => Wins + Draws + Losses;

    /// <summary>Points per game: a win 1, a draw a half; 0 without games.</summary>
    public double Score => Games == 0 ? 0.0 : (Wins + (0.5 * Draws)) / Games;

    /// <summary>Both results together.</summary>
    public static MatchResult operator +(MatchResult left, MatchResult right)
        => new(left.Wins + right.Wins, left.Draws + right.Draws, left.Losses + right.Losses);

    /// <summary>Both results together.</summary>
    public static MatchResult Add(MatchResult left, MatchResult right) => left + right;

    /// <summary>The result of one game for a player who received <paramref name="outcome"/> in all.</summary>
    public static MatchResult Of(float outcome) => new(outcome > 0.0f ? 1 : 0, outcome == 0.0f ? 1 : 0, outcome < 0.0f ? 1 : 0);
}
