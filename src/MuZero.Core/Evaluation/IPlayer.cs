using MuZero.Games;

namespace MuZero.Evaluation;

/// <summary>Chooses moves: an agent, a baseline, a solver. Many positions at once, so that an agent can search them as one batch.</summary>
public interface IPlayer
{
    /// <summary>The name in reports.</summary>
    string Name { get; }

    /// <summary>Chooses a legal action in each position.</summary>
    /// <param name="states">Positions in which a player is to move; read, never changed.</param>
    /// <param name="actions">Receives the choices.</param>
    void Choose(ReadOnlySpan<IGameState> states, Span<int> actions);
}
