namespace MuZero.Games;

/// <summary>The end of an episode by a time limit (docs/ALGORITHM.md 3.2).</summary>
internal static class Cut
{
    /// <summary>True if the value beyond a cut is unknown. A game whose rewards come only at its end has ended if the cut paid one: the
    /// reward is the outcome, and a value added to it would have nothing to be learned from.</summary>
    /// <param name="timing">The timing of the game's rewards.</param>
    /// <param name="rewards">[players] received for the action that led to the cut.</param>
    public static bool IsOpen(RewardTiming timing, ReadOnlySpan<float> rewards)
        => timing == RewardTiming.Stepwise || !rewards.ContainsAnyExcept(0.0f);
}
