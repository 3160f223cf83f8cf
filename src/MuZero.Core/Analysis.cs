namespace MuZero;

/// <summary>A position as a trained agent rates it.</summary>
/// <param name="BestMove">The action that the agent would play.</param>
/// <param name="Value">The position's value after planning, seen by the player to move, on the scale of the game's returns.</param>
/// <param name="Simulations">Simulations of this analysis.</param>
/// <param name="Moves">The legal moves, the most visited first.</param>
/// <param name="PrincipalVariation">The expected line of play, beginning with <paramref name="BestMove"/>. It follows the most visited
/// edges and ends at the first chance node or unvisited position.</param>
public sealed record Analysis(
    int BestMove, float Value, int Simulations, IReadOnlyList<MoveAnalysis> Moves, IReadOnlyList<int> PrincipalVariation);

/// <summary>A legal move as a trained agent rates it.</summary>
/// <param name="Action">The action.</param>
/// <param name="Text">The action as people write it (<see cref="Games.IActionText"/>), else its number.</param>
/// <param name="Visits">N, the simulations that began with this move.</param>
/// <param name="Prior">P, the network's probability of the move before planning.</param>
/// <param name="Q">Q, the value of the move seen by the player to move; 0 if it has no visits.</param>
public readonly record struct MoveAnalysis(int Action, string Text, int Visits, float Prior, float Q)
{
    /// <summary>The line of play that the agent expects after this move, beginning with it; empty if it has no visits.</summary>
    public IReadOnlyList<int> Variation { get; init; } = [];
}
