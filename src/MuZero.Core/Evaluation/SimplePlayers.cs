using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Plays uniformly random legal actions.</summary>
public sealed class RandomPlayer(GameSpec spec, ulong seed) : IPlayer
{
    private readonly RandomStream _random = new(seed);
    private readonly int[] _legal = new int[spec.Actions];

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
    {
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = _legal[_random.Next(states[i].LegalActions(_legal))];
        }
    }
}

/// <summary>The game's own rule of thumb (<see cref="IBaseline"/>).</summary>
public sealed class BaselinePlayer(IBaseline baseline) : IPlayer
{
    /// <inheritdoc/>
    public string Name => "baseline";

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
    {
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = baseline.BaselineAction(states[i]);
        }
    }
}

/// <summary>Perfect play (<see cref="ISolver"/>): the first action after which the solver's value is best.</summary>
public sealed class SolverPlayer(GameSpec spec, ISolver solver) : IPlayer
{
    private readonly int[] _legal = new int[spec.Actions];
    private readonly float[] _rewards = new float[spec.Players];

    /// <inheritdoc/>
    public string Name => "solver";

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
    {
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = Choose(states[i]);
        }
    }

    private int Choose(IGameState state)
    {
        int best = -1;
        float bestValue = float.NegativeInfinity;
        foreach (int action in _legal.AsSpan(0, state.LegalActions(_legal)))
        {
            IGameState next = state.Clone();
            Transition transition = next.Apply(action);
            next.Rewards(_rewards);
            float value = _rewards[state.ToPlay];
            value += transition == Transition.Continues ? spec.Discount * Seats.Sign(next.ToPlay, state.ToPlay) * solver.Solve(next) : 0.0f;
            if (value > bestValue)
            {
                (best, bestValue) = (action, value);
            }
        }

        return best;
    }
}
