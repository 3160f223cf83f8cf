using MuZero.Games;

namespace MuZero.Evaluation;

/// <summary>A position with the actions that keep its game-theoretic value.</summary>
/// <param name="State">The position.</param>
/// <param name="Legal">The number of legal actions.</param>
/// <param name="Keeping">The legal actions that keep the value, in ascending order.</param>
internal sealed record SolvedPosition(IGameState State, int Legal, IReadOnlyList<int> Keeping)
{
    /// <summary>True if an action keeps the value.</summary>
    public bool Keeps(int action) => Keeping.Contains(action);
}

/// <summary>Finds the actions that keep the value of positions. One thread at a time uses it.</summary>
/// <param name="spec">The game.</param>
/// <param name="solver">The game's solver.</param>
internal sealed class PositionSolver(GameSpec spec, ISolver solver)
{
    private const float Tolerance = 1e-4f; // relative to values above 1

    // Won, drawn or lost: a slower win is a win.
    private readonly bool _isContest = spec is { Players: 2, Rewards: RewardTiming.Terminal };
    private readonly int[] _legal = new int[spec.Actions];
    private readonly float[] _values = new float[spec.Actions];

    /// <summary>True if the solver can value a position and those after each of its actions.</summary>
    public bool CanSolve(IGameState state)
    {
        if (!solver.CanSolve(state))
        {
            return false;
        }

        foreach (int action in _legal.AsSpan(0, state.LegalActions(_legal)))
        {
            IGameState next = state.Clone();
            if (next.Apply(action) == Transition.Continues && !solver.CanSolve(next))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Solves a position.</summary>
    public SolvedPosition Solve(IGameState state)
    {
        int count = state.LegalActions(_legal);
        if (_isContest && solver.Solve(state) < 0.0f)
        {
            return new SolvedPosition(state, count, _legal[..count]); // every action loses
        }

        float best = float.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            _values[i] = ValueAfter(state, _legal[i]);
            best = Math.Max(best, _values[i]);
        }

        List<int> keeping = [];
        for (int i = 0; i < count; i++)
        {
            if (_isContest ? Math.Sign(_values[i]) == Math.Sign(best) : best - _values[i] <= Tolerance * Math.Max(1.0f, Math.Abs(best)))
            {
                keeping.Add(_legal[i]);
            }
        }

        return new SolvedPosition(state, count, keeping);
    }

    /// <summary>The first action after which the value is best; the order of actions decides between equal ones.</summary>
    public int Best(IGameState state)
    {
        int best = -1;
        float most = float.NegativeInfinity;
        foreach (int action in _legal.AsSpan(0, state.LegalActions(_legal)))
        {
            float value = ValueAfter(state, action);
            (best, most) = value > most ? (action, value) : (best, most);
        }

        return best;
    }

    private float ValueAfter(IGameState state, int action) => (float)SolvedValue.After(spec, solver, state, action, state.ToPlay);
}
