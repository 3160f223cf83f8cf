using MuZero.Games.TicTacToe;

namespace MuZero.Games.Tests.Faulty;

/// <summary>Loaded by the catalog's tests from this assembly's path: its constructor throws.</summary>
public sealed class ThrowingGame : IGame
{
    public ThrowingGame() => throw new FormatException("no opening book\nat all");

    public GameSpec Spec => new TicTacToeGame().Spec;

    public IGameState NewGame(ulong seed) => throw new NotSupportedException();
}

/// <summary>Two players and a turn model for one.</summary>
public sealed class ContradictoryGame : IGame
{
    public GameSpec Spec { get; } = new TicTacToeGame().Spec with { Turns = TurnModel.Single };

    public IGameState NewGame(ulong seed) => throw new NotSupportedException();
}

/// <summary>Behaves as a game does that was compiled against another MuZero.Core.</summary>
public sealed class OutdatedGame : IGame
{
    public OutdatedGame() => throw new MissingMethodException("Method not found: 'Void MuZero.Games.GameSpec.set_Dice(Int32)'.");

    public GameSpec Spec => new TicTacToeGame().Spec;

    public IGameState NewGame(ulong seed) => throw new NotSupportedException();
}

/// <summary>The one game of this assembly that can be used.</summary>
public sealed class UsableGame : IGame
{
    private readonly TicTacToeGame _game = new();

    public GameSpec Spec => _game.Spec with { Id = "usable" };

    public IGameState NewGame(ulong seed) => _game.NewGame(seed);
}
