using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Search;

/// <summary>Chooses moves for a batch of positions, with the targets that a policy learns from them.</summary>
/// <remarks>Used by one thread at a time. The answers for a position depend on it and on its random stream, never on the other positions of the batch.</remarks>
public interface IPlanner
{
    /// <summary>Positions at most.</summary>
    int Capacity { get; }

    /// <summary>Simulations per position; 0 for a planner that does not search.</summary>
    int Simulations { get; }

    /// <summary>Nodes that a simulation passes, the mean over everything planned so far.</summary>
    double MeanDepth { get; }

    /// <summary>Plans every position.</summary>
    /// <param name="states">At most <see cref="Capacity"/> positions in which a player is to move. They are read, never changed.</param>
    /// <param name="random">One stream per position, for exploration at the root; empty for greedy play.</param>
    /// <param name="decisions">Receives the answers; entry i belongs to states[i].</param>
    void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Decisions decisions);
}
