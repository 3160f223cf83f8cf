using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Chooses moves: an agent, a baseline, a solver. Many positions at once, so that an agent can search them as one batch.</summary>
/// <remarks>Players can be used by several threads at once. A choice depends on its position and its random stream, never on the other
/// positions of the batch or on earlier calls, so that a match has the same result for any number of threads.</remarks>
public interface IPlayer
{
    /// <summary>The name in reports.</summary>
    string Name { get; }

    /// <summary>Chooses a legal action in each position.</summary>
    /// <param name="states">Positions in which a player is to move. They are read, never changed.</param>
    /// <param name="random">One stream per position, for players that draw; empty if the choice must be the same every time.</param>
    /// <param name="actions">Receives the choices.</param>
    void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions);
}

/// <summary>A player that chooses among all points of a game's <see cref="GameSpec.ActionBox"/>; others choose points of its
/// grid.</summary>
public interface IContinuousPlayer : IPlayer
{
    /// <summary>Chooses an action in each position.</summary>
    /// <param name="states">Positions of a game with continuous actions in which a player is to move. They are read, never changed.</param>
    /// <param name="random">As of <see cref="IPlayer.Choose"/>.</param>
    /// <param name="vectors">[positions, dimensions] receives the choices.</param>
    void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<float> vectors);
}
