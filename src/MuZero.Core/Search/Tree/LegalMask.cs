using MuZero.Games;

namespace MuZero.Search.Tree;

/// <summary>A state's legal actions as a mask.</summary>
internal static class LegalMask
{
    /// <summary>Sets <paramref name="mask"/>[a] for each legal a.</summary>
    /// <param name="state">The position.</param>
    /// <param name="mask">[A], overwritten.</param>
    /// <param name="actions">[A] room for the list.</param>
    public static void Write(IGameState state, Span<bool> mask, Span<int> actions)
    {
        mask.Clear();
        int count = state.LegalActions(actions);
        foreach (int action in actions[..count])
        {
            mask[action] = true;
        }
    }
}
