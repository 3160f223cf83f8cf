using MuZero.Errors;
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

/// <summary>A game of this assembly that can be used.</summary>
public sealed class UsableGame : IGame
{
    private readonly TicTacToeGame _game = new();

    public GameSpec Spec => _game.Spec with { Id = "usable" };

    public IGameState NewGame(ulong seed) => _game.NewGame(seed);
}

/// <summary>A game with board sizes; it refuses one of them itself.</summary>
[BoardSizes("sized", 3, 12, 3, 10)]
public sealed class SizedGame : IGame
{
    private readonly TicTacToeGame _game = new();

    public SizedGame(int size)
    {
        Spec = size != 4
            ? _game.Spec with { Id = $"sized{size}" }
            : throw UserException.Usage("sized has no board of 4. Use 3 or 5 to 12.");
    }

    public GameSpec Spec { get; }

    public IGameState NewGame(ulong seed) => _game.NewGame(seed);
}

/// <summary>A game with board sizes whose Id does not say the size.</summary>
[BoardSizes("misnamed", 3, 5, 3)]
public sealed class MisnamedGame(int size) : IGame
{
    private readonly TicTacToeGame _game = new();

    public GameSpec Spec => _game.Spec with { MaxLength = size * size };

    public IGameState NewGame(ulong seed) => _game.NewGame(seed);
}
