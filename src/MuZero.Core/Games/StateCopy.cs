namespace MuZero.Games;

/// <summary>Copies of states into states that are no longer needed.</summary>
internal static class StateCopy
{
    /// <summary>Makes a state equal to another one, without allocation if the game's states implement <see cref="ICopyTo"/>.</summary>
    /// <param name="source">The state that is copied.</param>
    /// <param name="target">A state of the same game, overwritten, or replaced by a clone; null for none yet.</param>
    /// <returns>The target.</returns>
    public static IGameState Into(IGameState source, ref IGameState? target)
    {
        if (target is not null && source is ICopyTo copy)
        {
            copy.CopyTo(target);
            return target;
        }

        return target = source.Clone();
    }
}
