namespace MuZero.Evaluation;

/// <summary>Games won, drawn and lost, seen by the first-named player.</summary>
public readonly record struct MatchResult(long Wins, long Draws, long Losses)
{
    /// <summary>Games in all.</summary>
    public long Games => Wins + Draws + Losses;

    /// <summary>Points per game: a win 1, a draw a half.</summary>
    public double Score => Games == 0 ? 0.0 : (Wins + (0.5 * Draws)) / Games;

    /// <summary>The difference in Elo that follows from <see cref="Score"/>: 400 log10(s / (1 - s)); infinite if one side took every point.</summary>
    public double Elo => 400.0 * Math.Log10(Score / (1.0 - Score));

    /// <summary>Half the width of the 95 % interval of <see cref="Score"/>, from the games' own spread.</summary>
    public double ScoreError
    {
        get
        {
            double mean = Score;
            double variance = Games == 0 ? 0.0
                : ((Wins * Math.Pow(1.0 - mean, 2)) + (Draws * Math.Pow(0.5 - mean, 2)) + (Losses * mean * mean)) / Games;
            return Games == 0 ? 0.0 : 1.96 * Math.Sqrt(variance / Games);
        }
    }

    /// <summary>Both results together.</summary>
    public static MatchResult operator +(MatchResult left, MatchResult right)
        => new(left.Wins + right.Wins, left.Draws + right.Draws, left.Losses + right.Losses);

    /// <summary>Both results together.</summary>
    public static MatchResult Add(MatchResult left, MatchResult right) => left + right;

    /// <summary>The result of one game for a player who received <paramref name="outcome"/> in all.</summary>
    public static MatchResult Of(float outcome) => new(outcome > 0.0f ? 1 : 0, outcome == 0.0f ? 1 : 0, outcome < 0.0f ? 1 : 0);
}
