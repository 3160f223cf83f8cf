using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>A player that also needs the moves which led to a position. A state has no history, and an engine of another program is told a
/// position by its moves.</summary>
public interface IHistoryPlayer : IPlayer
{
    /// <summary>Chooses a legal action in each position.</summary>
    /// <param name="states">Positions in which a player is to move. They are read, never changed.</param>
    /// <param name="moves">The actions from the game's first state to each position. An entry is the same object for the whole of a
    /// game.</param>
    /// <param name="random">One stream per position, for players that draw; empty if the choice must be the same every time.</param>
    /// <param name="actions">Receives the choices.</param>
    void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<IReadOnlyList<int>> moves, ReadOnlySpan<RandomStream> random,
        Span<int> actions);
}
