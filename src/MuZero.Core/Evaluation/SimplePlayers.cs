using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Plays uniformly random legal actions, drawn from the streams that it is given.</summary>
public sealed class RandomPlayer(GameSpec spec) : IPlayer
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is not a stream per position.</exception>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        if (random.Length != states.Length)
        {
            throw new ArgumentException($"A random player needs a stream per position: {random.Length} for {states.Length}.",
                nameof(random));
        }

        int[] legal = new int[spec.Actions];
        for (int i = 0; i < states.Length; i++)
        {
            int count = states[i].LegalActions(legal);
            actions[i] = count > 0 ? legal[random[i].Next(count)] : throw GameFault.NoLegalAction(states[i]);
        }
    }
}

/// <summary>The game's own rule of thumb (<see cref="IBaseline"/>).</summary>
public sealed class BaselinePlayer(IBaseline baseline) : IPlayer
{
    private readonly Lock _gate = new(); // the game's own code may keep tables

    /// <inheritdoc/>
    public string Name => "baseline";

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        lock (_gate)
        {
            for (int i = 0; i < states.Length; i++)
            {
                actions[i] = baseline.BaselineAction(states[i]);
            }
        }
    }
}

/// <summary>Perfect play (<see cref="ISolver"/>): the first action after which the solver's value is best. In positions that the solver
/// cannot solve the game's rule of thumb; without one a random action, or the first if nothing may be drawn.</summary>
public sealed class SolverPlayer(GameSpec spec, ISolver solver) : IPlayer
{
    private readonly Lock _gate = new(); // the buffers below, and the game's own tables
    private readonly int[] _legal = new int[spec.Actions];
    private readonly PositionSolver _positions = new(spec, solver);

    /// <inheritdoc/>
    public string Name => "solver";

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        lock (_gate)
        {
            for (int i = 0; i < states.Length; i++)
            {
                actions[i] = _positions.CanSolve(states[i])
                    ? _positions.Best(states[i])
                    : Guess(states[i], random.IsEmpty ? null : random[i]);
            }
        }
    }

    private int Guess(IGameState state, RandomStream? random)
    {
        if (solver is IBaseline baseline)
        {
            return baseline.BaselineAction(state);
        }

        int count = state.LegalActions(_legal);
        return count > 0 ? _legal[random is null ? 0 : random.Next(count)] : throw GameFault.NoLegalAction(state);
    }
}
