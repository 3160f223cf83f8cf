namespace MuZero.Games;

/// <summary>The playing of decisions in games with and without continuous actions.</summary>
internal static class VectorPlay
{
    /// <summary>Plays an action.</summary>
    /// <param name="state">The position.</param>
    /// <param name="action">The action; in a game with continuous actions the grid's point next to it.</param>
    /// <param name="vector">The action of a game with continuous actions; empty in other games.</param>
    public static Transition Apply(IGameState state, int action, ReadOnlySpan<float> vector)
        => vector.IsEmpty ? state.Apply(action) : ((IContinuousActions)state).Apply(vector);

    /// <summary>The dimensions of a game's continuous actions; 0 in other games.</summary>
    public static int Dimensions(this GameSpec spec) => spec.ActionBox?.Dimensions ?? 0;

    /// <summary>Entry <paramref name="index"/> of vectors that follow one another; empty if there are no dimensions.</summary>
    public static ReadOnlySpan<float> Entry(ReadOnlySpan<float> vectors, int index, int dimensions)
        => vectors.Slice(index * dimensions, dimensions);
}
