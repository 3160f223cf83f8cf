using System.Collections.Concurrent;
using System.Globalization;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Monte Carlo tree search with random rollouts over the game's rules (UCT; Kocsis and Szepesvari 2006). It plays the most visited
/// move.</summary>
/// <param name="spec">The game.</param>
/// <param name="rollouts">Rollouts per move, at least 1.</param>
public sealed class MctsPlayer(GameSpec spec, int rollouts) : IPlayer
{
    private readonly ConcurrentBag<RolloutSearch> _idle = [];

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"mcts:{rollouts}");

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        RolloutSearch search = _idle.TryTake(out RolloutSearch? idle) ? idle : new RolloutSearch(spec, rollouts);
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = search.Best(states[i], random.IsEmpty ? new RandomStream(0) : random[i]);
        }

        _idle.Add(search);
    }
}
