using MuZero.Numerics;

namespace MuZero.Games.Tests;

/// <summary>Reading states without a buffer at each call.</summary>
internal static class GameWalk
{
    public static int[] Legal(this IGameState state)
    {
        int[] actions = new int[1024];
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

    /// <summary>Plays actions, given by their texts, from the first state.</summary>
    public static IGameState AfterTexts(this IGame game, params string[] texts)
    {
        IGameState state = game.NewGame(0);
        foreach (string text in texts)
        {
            state.Apply(state.Action(text));
        }

        return state;
    }

    /// <summary>The legal action with a text.</summary>
    public static int Action(this IGameState state, string text)
        => state.Legal().Single(action => ((IActionText)state).ActionText(action) == text);

    /// <summary>The texts of the legal actions, in the order of the actions.</summary>
    public static string[] LegalTexts(this IGameState state) => [.. state.Legal().Select(((IActionText)state).ActionText)];

    /// <summary>Plays a random game.</summary>
    /// <param name="game">The game.</param>
    /// <param name="seed">The seed of the moves.</param>
    /// <param name="visit">Called with each state before its move, and with the last one.</param>
    public static void PlayRandomly(this IGame game, ulong seed, Action<IGameState> visit)
    {
        var random = new RandomStream(seed);
        IGameState state = game.NewGame(seed);
        visit(state);
        while (state.ToPlay >= 0)
        {
            int[] legal = state.Legal();
            state.Apply(legal[random.Next(legal.Length)]);
            visit(state);
        }
    }

    /// <summary>A board's rows without the labels of <see cref="IGameState.Render"/>, from the top, a character a point.</summary>
    public static string[] Rows(this IGameState state)
    {
        IEnumerable<string> lines = state.Render().Split('\n').Skip(1);
        return [.. lines.Select(line => string.Concat(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)))];
    }

    /// <summary>Counts the nodes at each ply; nothing follows a terminal one.</summary>
    public static void CountNodes(IGameState state, Span<long> nodes)
    {
        nodes[0]++;
        if (nodes.Length == 1)
        {
            return;
        }

        Span<int> legal = stackalloc int[512];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            state.Apply(action);
            CountNodes(state, nodes[1..]);
            ((IUndo)state).Undo();
        }
    }
}
