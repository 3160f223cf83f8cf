namespace MuZero.Games.Tests;

/// <summary>Reading states without a buffer at each call.</summary>
internal static class GameWalk
{
    public static int[] Legal(this IGameState state)
    {
        int[] actions = new int[64];
        return actions[..state.LegalActions(actions)];
    }

    public static float[] Rewards(this IGameState state, int players)
    {
        float[] rewards = new float[players];
        state.Rewards(rewards);
        return rewards;
    }

    public static float[] Observation(this IGameState state, IGame game, int player)
    {
        float[] observation = new float[game.Spec.Observation.Length];
        state.Observe(player, observation);
        return observation;
    }

    /// <summary>Plays actions from the first state.</summary>
    public static IGameState After(this IGame game, params int[] actions)
    {
        IGameState state = game.NewGame(0);
        foreach (int action in actions)
        {
            state.Apply(action);
        }

        return state;
    }

    /// <summary>Counts the nodes at each ply; nothing follows a terminal one.</summary>
    public static void CountNodes(IGameState state, Span<long> nodes)
    {
        nodes[0]++;
        if (nodes.Length == 1)
        {
            return;
        }

        Span<int> legal = stackalloc int[9];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            state.Apply(action);
            CountNodes(state, nodes[1..]);
            ((IUndo)state).Undo();
        }
    }
}
