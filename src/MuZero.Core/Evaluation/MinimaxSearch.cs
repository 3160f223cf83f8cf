using MuZero.Games;

namespace MuZero.Evaluation;

/// <summary>Alpha-beta search of one position at a time, deepened ply by ply, for one or two players. Chance nodes are averaged over all
/// outcomes.</summary>
/// <remarks>Values are the view of the player to move. A search that finds a sure win stops, so that the quickest one is played; one that
/// finds a sure loss keeps the moves of the depth before, which lose latest.</remarks>
internal sealed class MinimaxSearch
{
    private const float Tolerance = 1e-5f; // of the range of returns: sums of discounted rewards round

    private readonly GameSpec _spec;
    private readonly IHeuristic? _heuristic;
    private readonly int _depth;
    private readonly float _tolerance;
    private readonly float[] _rewards;
    private readonly EqualChoices _best;
    private readonly EqualChoices _deeper;
    private readonly List<Ply> _plies = [];
    private readonly ScratchState _root = new();

    public MinimaxSearch(IGame game, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        (_spec, _heuristic, _depth) = (game.Spec, game as IHeuristic, depth);
        _tolerance = Tolerance * (_spec.MaxReturn - _spec.MinReturn);
        _rewards = new float[_spec.Players];
        (_best, _deeper) = (new EqualChoices(_spec.Actions), new EqualChoices(_spec.Actions));
    }

    /// <summary>The best actions of a position; valid until the next call.</summary>
    public EqualChoices Best(IGameState position)
    {
        IGameState state = _root.Copy(position);
        for (int depth = 1; depth <= _depth; depth++)
        {
            float value = SearchRoot(state, depth);
            if (depth > 1 && value <= _spec.MinReturn + _tolerance)
            {
                break;
            }

            _best.CopyFrom(_deeper);
            if (value >= _spec.MaxReturn - _tolerance)
            {
                break;
            }
        }

        return _best;
    }

    // The window begins a little below the best value, so that equal moves have exact values.
    private float SearchRoot(IGameState state, int depth)
    {
        float best = float.NegativeInfinity;
        Ply ply = PlyAt(0);
        int count = ply.List(state);
        _deeper.Clear();
        for (int i = 0; i < count; i++)
        {
            float value = Try(state, ply.Legal[i], depth - 1, best - _tolerance, float.PositiveInfinity, 0);
            if (value > best + _tolerance)
            {
                _deeper.Clear();
            }

            if (value > best - _tolerance)
            {
                _deeper.Add(ply.Legal[i]);
            }

            best = Math.Max(best, value);
        }

        return best;
    }

    private float Value(IGameState state, int depth, float alpha, float beta, int index)
    {
        if (depth == 0)
        {
            return _heuristic?.Estimate(state) ?? 0.0f;
        }

        float best = float.NegativeInfinity;
        Ply ply = PlyAt(index);
        int count = ply.List(state);
        for (int i = 0; i < count && best < beta; i++)
        {
            best = Math.Max(best, Try(state, ply.Legal[i], depth - 1, Math.Max(alpha, best), beta, index));
        }

        return best;
    }

    // The value of a move for the player who makes it. The state is as before afterwards.
    private float Try(IGameState state, int action, int depth, float alpha, float beta, int index)
    {
        int mover = state.ToPlay;
        if (state is IUndo undo)
        {
            state.Apply(action);
            float value = After(state, mover, depth, alpha, beta, index + 1);
            undo.Undo();
            return value;
        }

        IGameState next = PlyAt(index).Next.Copy(state);
        next.Apply(action);
        return After(next, mover, depth, alpha, beta, index + 1);
    }

    private float After(IGameState state, int mover, int depth, float alpha, float beta, int index)
    {
        state.Rewards(_rewards);
        float reward = _rewards[mover];
        if (state.ToPlay == Player.Terminal)
        {
            return reward;
        }

        if (state.ToPlay == Player.Chance)
        {
            return reward + Expected(state, mover, depth, index);
        }

        float discount = _spec.Discount;
        (float low, float high) = ((alpha - reward) / discount, (beta - reward) / discount);
        return state.ToPlay == mover
            ? reward + (discount * Value(state, depth, low, high, index))
            : reward - (discount * Value(state, depth, -high, -low, index));
    }

    private float Expected(IGameState state, int mover, int depth, int index)
    {
        if (state is not IChance chance)
        {
            throw GameFault.NoChance(_spec);
        }

        Ply ply = PlyAt(index);
        chance.ChanceProbabilities(ply.Probabilities);
        float sum = 0.0f;
        for (int outcome = 0; outcome < ply.Probabilities.Length; outcome++)
        {
            if (ply.Probabilities[outcome] > 0.0f)
            {
                IGameState next = ply.Next.Copy(state);
                next.Apply(outcome);
                sum += ply.Probabilities[outcome] * After(next, mover, depth, float.NegativeInfinity, float.PositiveInfinity, index + 1);
            }
        }

        return sum;
    }

    private Ply PlyAt(int index)
    {
        while (_plies.Count <= index)
        {
            _plies.Add(new Ply(_spec));
        }

        return _plies[index];
    }

    // The buffers of one level of the recursion.
    private sealed class Ply(GameSpec spec)
    {
        public ScratchState Next { get; } = new();

        public int[] Legal { get; } = new int[spec.Actions];

        public float[] Probabilities { get; } = new float[spec.ChanceOutcomes];

        public int List(IGameState state)
        {
            int count = state.LegalActions(Legal);
            return count > 0 ? count : throw GameFault.NoLegalAction(state);
        }
    }
}
