using MuZero.Games;

namespace MuZero.Engines;

/// <summary>An engine of another program that has been started. Used by one thread at a time.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>The engine's name in messages.</summary>
    string Name { get; }

    /// <summary>The engine's move, as it writes it.</summary>
    /// <param name="state">A position in which a player is to move.</param>
    /// <param name="moves">The actions that led to it; null if they are not known.</param>
    /// <exception cref="EngineFault">It ended, was too slow or broke the protocol.</exception>
    /// <exception cref="Errors.UserException">It cannot play the position.</exception>
    /// <exception cref="OperationCanceledException">The player was cancelled.</exception>
    string Choose(IGameState state, IReadOnlyList<int>? moves);
}
