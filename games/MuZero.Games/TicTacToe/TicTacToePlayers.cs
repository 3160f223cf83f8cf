using System.Collections.Concurrent;

namespace MuZero.Games.TicTacToe;

/// <content>A simple and a perfect opponent.</content>
public sealed partial class TicTacToeGame : IBaseline, ISolver
{
    private static readonly int[] _centreFirst = [4, 0, 2, 6, 8, 1, 3, 5, 7];

    private readonly ConcurrentDictionary<ulong, float> _values = new(); // 5,478 positions at most

    /// <inheritdoc/>
    public int BaselineAction(IGameState state) => Reflexes.Choose(state, _centreFirst);

    /// <inheritdoc/>
    public float Solve(IGameState state) => Value((TicTacToeState)state.Clone());

    // Negamax over the whole tree below; every position is valued once.
    private float Value(TicTacToeState state)
    {
        if (state.ToPlay == Player.Terminal)
        {
            return 0.0f; // nothing follows
        }

        if (_values.TryGetValue(state.Hash, out float known))
        {
            return known;
        }

        Span<int> legal = stackalloc int[9];
        Span<float> rewards = stackalloc float[2];
        int mover = state.ToPlay;
        float best = float.NegativeInfinity;
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            state.Apply(action);
            state.Rewards(rewards);
            best = Math.Max(best, rewards[mover] - Value(state));
            state.Undo();
        }

        return _values[state.Hash] = best;
    }
}
