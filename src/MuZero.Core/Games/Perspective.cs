namespace MuZero.Games;

/// <summary>The one place where the engine turns rewards per player into numbers from somebody's view.</summary>
public static class Perspective
{
    /// <summary>The factor that turns a value seen by <paramref name="from"/> into one seen by <paramref name="to"/>: 1 for the same player,
    /// -1 for the other one of a zero-sum pair.</summary>
    public static float Sign(int from, int to) => from == to ? 1.0f : -1.0f;

    /// <summary>What <paramref name="viewer"/> received, read from a vector that has an entry per player.</summary>
    public static float Reward(ReadOnlySpan<float> rewards, int viewer) => rewards[viewer];

    /// <summary>Who would have moved after <paramref name="mover"/> had a time limit not cut the episode: the observer of the state at the cut.</summary>
    public static int AfterCut(GameSpec spec, int mover) => spec.Players == 1 ? mover : 1 - mover;
}
