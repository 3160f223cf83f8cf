namespace MuZero.Games;

/// <summary>Scores of positions as values strictly between -1 and 1.</summary>
internal static class Bounded
{
    /// <summary>The value of a score.</summary>
    /// <param name="score">Any number.</param>
    /// <param name="half">The score that is worth 1/2.</param>
    public static float Of(int score, int half) => score / (float)(half + Math.Abs(score));
}
