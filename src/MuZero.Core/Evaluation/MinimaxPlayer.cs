using System.Collections.Concurrent;
using System.Globalization;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Minimax to a fixed depth over the game's rules, with alpha-beta cuts. Positions at the horizon count as 0, or as the game's
/// <see cref="IHeuristic"/> estimates them; equal moves are drawn at random.</summary>
/// <param name="game">The game.</param>
/// <param name="depth">Moves that are looked ahead, at least 1.</param>
public sealed class MinimaxPlayer(IGame game, int depth) : IPlayer
{
    private readonly ConcurrentBag<MinimaxSearch> _idle = [];

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"minimax:{depth}");

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        MinimaxSearch search = _idle.TryTake(out MinimaxSearch? idle) ? idle : new MinimaxSearch(game, depth);
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = search.Best(states[i]).Draw(random, i);
        }

        _idle.Add(search);
    }
}
