using MuZero.Games;

namespace MuZero.Evaluation;

/// <summary>A copy of a position that is overwritten again and again, without allocation if the game's states implement
/// <see cref="ICopyTo"/>.</summary>
internal sealed class ScratchState
{
    private IGameState? _state;

    /// <summary>The copy, made equal to <paramref name="source"/>.</summary>
    public IGameState Copy(IGameState source) => StateCopy.Into(source, ref _state);
}
