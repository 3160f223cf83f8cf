using MuZero.Games;
using MuZero.Learning;

namespace MuZero.Agents.Players;

/// <summary>The setting in which a text becomes a player.</summary>
public sealed record PlayerSetting
{
    /// <summary>The game that is played.</summary>
    public required IGame Game { get; init; }

    /// <summary>Builds the networks of saved agents.</summary>
    public required IBackend Networks { get; init; }

    /// <summary>Simulations per move of players whose text names no number; 0 takes a saved agent's own.</summary>
    public int Simulations { get; init; }

    /// <summary>Threads that use the player at once.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Receives a line per damaged checkpoint that was passed over.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
