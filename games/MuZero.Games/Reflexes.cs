namespace MuZero.Games;

/// <summary>The opponent of the two-player board games: it wins if it can at once, parries if the other side could, and else
/// takes the first legal action of a fixed order.</summary>
internal static class Reflexes
{
    /// <summary>Chooses a legal action.</summary>
    /// <param name="state">A state with a player to move.</param>
    /// <param name="preference">All actions, the best first.</param>
    public static int Choose(IGameState state, ReadOnlySpan<int> preference)
    {
        Span<int> legal = stackalloc int[preference.Length];
        legal = legal[..state.LegalActions(legal)];
        int quiet = -1;
        int any = -1;
        foreach (int action in preference)
        {
            if (!legal.Contains(action))
            {
                continue;
            }

            IGameState next = state.Clone();
            next.Apply(action);
            if (WonBy(next, state.ToPlay))
            {
                return action;
            }

            any = any < 0 ? action : any;
            quiet = quiet < 0 && !CanWin(next, preference.Length) ? action : quiet;
        }

        return quiet >= 0 ? quiet : any;
    }

    private static bool CanWin(IGameState state, int actions)
    {
        Span<int> legal = stackalloc int[actions];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            IGameState next = state.Clone();
            next.Apply(action);
            if (WonBy(next, state.ToPlay))
            {
                return true;
            }
        }

        return false;
    }

    private static bool WonBy(IGameState state, int player)
    {
        Span<float> rewards = stackalloc float[2];
        state.Rewards(rewards);
        return rewards[player] > 0.0f;
    }
}
