using MuZero.Games;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

/// <summary>A strip of which the odd seeds have the first cell taken.</summary>
internal sealed class RandomStarts : IGame
{
    private readonly EpisodeStrip _strip = new();

    public GameSpec Spec => _strip.Spec;

    public IGameState NewGame(ulong seed)
    {
        IGameState state = _strip.NewGame(seed);
        _ = seed % 2 == 1 ? state.Apply(0) : Transition.Continues;
        return state;
    }
}

/// <summary>The strip game with a count of the games begun.</summary>
internal sealed class CountingGame : IGame
{
    private readonly EpisodeStrip _strip = new();
    private int _count;

    public Action<int> OnNewGame { get; init; } = _ => { };

    public GameSpec Spec => _strip.Spec;

    public IGameState NewGame(ulong seed)
    {
        OnNewGame(Interlocked.Increment(ref _count));
        return _strip.NewGame(seed);
    }
}
