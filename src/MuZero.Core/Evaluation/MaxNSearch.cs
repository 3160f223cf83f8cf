using MuZero.Games;

namespace MuZero.Evaluation;

/// <summary>Search of one position at a time to a fixed depth in a game of more than two players: each player chooses what is best for
/// himself (max^n, Luckhart and Irani 1986). Nothing is pruned, because one player's gain is not another one's loss. Of equal choices below
/// the root the first is taken. A position at the full depth is worth 0 to everybody.</summary>
/// <param name="spec">The game.</param>
/// <param name="depth">Plies.</param>
internal sealed class MaxNSearch(GameSpec spec, int depth)
{
    private const float Tolerance = 1e-5f; // of the range of returns

    private readonly float _tolerance = Tolerance * (spec.MaxReturn - spec.MinReturn);
    private readonly EqualChoices _best = new(spec.Actions);
    private readonly ScratchState _root = new();
    private readonly Ply[] _plies = [.. Enumerable.Range(0, depth).Select(_ => new Ply(spec))];

    /// <summary>The best actions of a position; valid until the next call.</summary>
    public EqualChoices Best(IGameState position)
    {
        IGameState state = _root.Copy(position);
        int mover = state.ToPlay;
        float best = float.NegativeInfinity;
        Ply ply = _plies[0];
        _best.Clear();
        foreach (int action in ply.Legal.AsSpan(0, ply.List(state)))
        {
            After(state, action, index: 0, ply.Returns);
            float value = ply.Returns[mover];
            if (value > best + _tolerance)
            {
                _best.Clear();
            }

            if (value > best - _tolerance)
            {
                _best.Add(action);
            }

            best = Math.Max(best, value);
        }

        return _best;
    }

    // The players' returns from a position on.
    private void Value(IGameState state, int index, Span<float> returns)
    {
        returns.Clear();
        if (index == depth || state.ToPlay == Player.Terminal)
        {
            return;
        }

        int mover = state.ToPlay;
        Ply ply = _plies[index];
        float best = float.NegativeInfinity;
        foreach (int action in ply.Legal.AsSpan(0, ply.List(state)))
        {
            After(state, action, index, ply.Returns);
            if (ply.Returns[mover] > best)
            {
                best = ply.Returns[mover];
                ply.Returns.CopyTo(returns);
            }
        }
    }

    private void After(IGameState state, int action, int index, float[] returns)
    {
        Ply ply = _plies[index];
        IGameState next = ply.Next.Copy(state);
        next.Apply(action);
        next.Rewards(ply.Rewards);
        Value(next, index + 1, returns);
        for (int player = 0; player < returns.Length; player++)
        {
            returns[player] = ply.Rewards[player] + (spec.Discount * returns[player]);
        }
    }

    // The buffers of one level of the recursion.
    private sealed class Ply(GameSpec spec)
    {
        public ScratchState Next { get; } = new();

        public int[] Legal { get; } = new int[spec.Actions];

        public float[] Rewards { get; } = new float[spec.Players];

        public float[] Returns { get; } = new float[spec.Players];

        public int List(IGameState state)
        {
            int count = state.LegalActions(Legal);
            return count > 0 ? count : throw GameFault.NoLegalAction(state);
        }
    }
}
