namespace MuZero.Games.Amazons;

/// <summary>The Game of the Amazons (Zamkauskas 1988) on a board of 5 to 10 rows: an amazon moves as a chess queen and then shoots an arrow
/// along a queen's line, which closes its square for good. The player who cannot move loses.</summary>
/// <remarks>A move with its arrow is one action: 9,412 of them on 6 rows. Player 0 (X) begins at the bottom.</remarks>
[BoardSizes("amazons", 5, 10, 6, 10)]
public sealed class AmazonsGame : IGame, IActionPlanes
{
    private readonly AmazonsBoard _board;

    /// <summary>The game on a board of a size.</summary>
    /// <param name="size">Rows and columns, 5 to 10.</param>
    public AmazonsGame(int size)
    {
        _board = new AmazonsBoard(size);
        Spec = new GameSpec
        {
            Id = $"amazons{size}",
            Players = 2,
            Turns = TurnModel.Alternating,
            Actions = _board.Actions,
            MaxLength = _board.Squares - (2 * AmazonsState.Amazons), // a square is closed by every move
            Observation = new ObservationShape(4, size, size),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    /// <summary>From, to and the arrow's square.</summary>
    public int ActionPlanes => 3;

    public IGameState NewGame(ulong seed) => new AmazonsState(_board);

    public void EncodeAction(int action, Span<float> planes)
    {
        (int from, int to, int arrow) = _board.Move(action);
        planes[from] = 1.0f;
        planes[_board.Squares + to] = 1.0f;
        planes[(2 * _board.Squares) + arrow] = 1.0f;
    }
}
