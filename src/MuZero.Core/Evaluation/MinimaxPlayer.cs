using System.Collections.Concurrent;
using System.Globalization;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Minimax to a fixed depth over the game's rules, with alpha-beta cuts. Positions at the horizon count as 0, or as the game's
/// <see cref="IHeuristic"/> estimates them; equal moves are drawn at random. Of more than two players each maximises his own return
/// (max^n), without cuts and estimates.</summary>
public sealed class MinimaxPlayer : IPlayer
{
    private readonly ConcurrentBag<Func<IGameState, EqualChoices>> _idle = [];
    private readonly IGame _game;
    private readonly int _depth;

    /// <summary>A player of a game.</summary>
    /// <param name="game">The game.</param>
    /// <param name="depth">Moves that are looked ahead, at least 1.</param>
    /// <exception cref="UserException">The game has more than two players and chance.</exception>
    public MinimaxPlayer(IGame game, int depth)
    {
        if (game.Spec is { Players: > 2, ChanceOutcomes: > 0 })
        {
            throw UserException.Usage($"{game.Spec.Id} has {game.Spec.Players} players and dice, and minimax plays games of more than two "
                + "players without dice. Use mcts:1000.");
        }

        (_game, _depth) = (game, depth);
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"minimax:{_depth}");

    /// <inheritdoc/>
    public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
    {
        Func<IGameState, EqualChoices> search = _idle.TryTake(out Func<IGameState, EqualChoices>? idle) ? idle
            : _game.Spec.Players > 2 ? new MaxNSearch(_game.Spec, _depth).Best
            : new MinimaxSearch(_game, _depth).Best;
        for (int i = 0; i < states.Length; i++)
        {
            actions[i] = search(states[i]).Draw(random, i);
        }

        _idle.Add(search);
    }
}
