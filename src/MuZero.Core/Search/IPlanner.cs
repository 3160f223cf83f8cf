using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Search;

/// <summary>Chooses moves for a batch of positions, with the targets that a policy learns from them.</summary>
/// <remarks>Used by one thread at a time. The answers for a position depend on it and on its random stream, never on the other positions of
/// the batch.</remarks>
public interface IPlanner
{
    /// <summary>Positions at most.</summary>
    int Capacity { get; }

    /// <summary>Simulations per position; 0 for a planner that does not search.</summary>
    int Simulations { get; }

    /// <summary>Nodes that a simulation passes, the mean over everything planned so far.</summary>
    double MeanDepth { get; }

    /// <summary>True if <see cref="Decisions.Action"/> of a plan with random streams explores by itself, so that self-play plays it at any
    /// temperature.</summary>
    bool Explores => false;

    /// <summary>Plans every position.</summary>
    /// <param name="states">At most <see cref="Capacity"/> positions in which a player is to move. They are read, never changed.</param>
    /// <param name="random">One stream per position, for exploration at the root; empty for greedy play.</param>
    /// <param name="decisions">Receives the answers; entry i belongs to states[i].</param>
    /// <exception cref="ArgumentException">A position is finished or a chance node.</exception>
    void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Decisions decisions);

    /// <summary>Plans every position with a number of simulations of its own. A planner that knows no budgets takes all simulations for
    /// each.</summary>
    /// <param name="states">As above, those with the most simulations first.</param>
    /// <param name="random">As above.</param>
    /// <param name="budget">The lengths of the searches.</param>
    /// <param name="decisions">As above.</param>
    void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, SearchBudget budget, Decisions decisions)
        => Plan(states, random, decisions);

    /// <summary>Writes the principal variation of a position of the last plan: the most visited action at each node of its tree.</summary>
    /// <param name="position">The position's number in the plan.</param>
    /// <param name="actions">Receives the actions, at most as many as it holds. A learned model may continue past the end of the
    /// game.</param>
    /// <returns>The number of actions; 0 for a planner that does not search.</returns>
    int PrincipalVariation(int position, Span<int> actions) => 0;

    /// <summary>Writes the line that the last plan expects after an action: the action, and from there the most visited action at each
    /// node.</summary>
    /// <param name="position">The position's number in the plan.</param>
    /// <param name="action">An action of the position.</param>
    /// <param name="actions">Receives the actions, at most as many as it holds.</param>
    /// <returns>The number of actions; 0 if the action was not visited, or for a planner that does not search.</returns>
    int Variation(int position, int action, Span<int> actions) => 0;

    /// <summary>Simulations that the last plan ran for a position: fewer than <see cref="Simulations"/> if it ended early.</summary>
    /// <param name="position">The position's number in the plan.</param>
    int Finished(int position) => Simulations;

    /// <summary>Ends later plans early. A planner that does not search ignores it.</summary>
    /// <param name="limit">Asked after each simulation; null lets plans run to their end.</param>
    void LimitBy(ISearchLimit? limit)
    {
    }
}

/// <summary>The end of a search before its number of simulations: a clock, or a stop by a person.</summary>
public interface ISearchLimit
{
    /// <summary>True if the plan shall end now.</summary>
    /// <param name="simulations">Simulations of each position so far.</param>
    bool IsReached(int simulations);

    /// <summary>Simulations that the limit still allows, estimated by the speed so far; a search that cannot change its move by then may
    /// end.</summary>
    /// <param name="simulations">Simulations of each position so far.</param>
    int Remaining(int simulations) => int.MaxValue;
}
