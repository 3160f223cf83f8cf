namespace MuZero.Games;

/// <summary>An opponent for two-player board games that looks one move ahead: it wins if it can, prevents the other player's win if it can,
/// and otherwise takes the first legal action of a fixed order.</summary>
internal static class OnePlyOpponent
{
    /// <summary>Chooses a legal action.</summary>
    /// <param name="state">A state with a player to move.</param>
    /// <param name="preference">All actions, the best first.</param>
    public static int Choose(IGameState state, ReadOnlySpan<int> preference)
    {
        Span<int> legal = stackalloc int[preference.Length];
        legal = legal[..state.LegalActions(legal)];
        int safe = -1;
        int any = -1;
        foreach (int action in preference)
        {
            if (!legal.Contains(action))
            {
                continue;
            }

            IGameState next = state.Clone();
            next.Apply(action);
            if (HasWon(next, state.ToPlay))
            {
                return action;
            }

            if (any < 0)
            {
                any = action;
            }

            if (safe < 0 && !CanWin(next, preference.Length))
            {
                safe = action;
            }
        }

        return safe >= 0 ? safe : any;
    }

    private static bool CanWin(IGameState state, int actions)
    {
        Span<int> legal = stackalloc int[actions];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            IGameState next = state.Clone();
            next.Apply(action);
            if (HasWon(next, state.ToPlay))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasWon(IGameState state, int player)
    {
        Span<float> rewards = stackalloc float[2];
        state.Rewards(rewards);
        return rewards[player] > 0.0f;
    }
}
