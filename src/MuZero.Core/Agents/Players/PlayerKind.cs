using MuZero.Errors;
using MuZero.Evaluation;

namespace MuZero.Agents.Players;

/// <summary>A kind of player that a text names: NAME or NAME:ARGUMENT.</summary>
/// <param name="Name">The text before the colon.</param>
/// <param name="Form">The whole text, as help shows it: "mcts:ROLLOUTS".</param>
/// <param name="Meaning">Its moves, as one phrase.</param>
/// <param name="Create">Makes the player from the argument, which is empty if there is none; throws <see cref="UserException"/> if the
/// argument is not valid or the game does not allow the player. An <see cref="IDisposable"/> player is disposed by the caller.</param>
public sealed record PlayerKind(string Name, string Form, string Meaning, Func<string, PlayerSetting, IPlayer> Create)
{
    /// <summary>True if a text without an argument plays with <see cref="PlayerSetting.Simulations"/>.</summary>
    public bool TakesSimulations { get; init; }
}

/// <summary>A player and the text that names it in reports.</summary>
/// <param name="Name">Its text; of a saved agent its checkpoint.</param>
/// <param name="Player">The player.</param>
/// <param name="IsScaled">True if <see cref="PlayerSetting.Simulations"/> decides its simulations, because its text does not.</param>
public sealed record NamedPlayer(string Name, IPlayer Player, bool IsScaled) : IDisposable
{
    /// <summary>Optimiser steps that a saved agent has learned from; null for other players.</summary>
    public long? Step { get; init; }

    /// <summary>Frees what the player holds: networks, child processes.</summary>
    public void Dispose() => (Player as IDisposable)?.Dispose();
}
