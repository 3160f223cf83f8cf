namespace MuZero.Games.Chess;

/// <summary>Chess by the rules of FIDE. The third occurrence of a position, fifty moves of each side without a capture or a pawn move, and
/// material that cannot mate are draws at once, without a claim; after 512 plies an episode is cut.</summary>
/// <remarks>Board.cs holds a position and plays moves on it, MoveGenerator.cs finds them by the tables of Attacks.cs, ChessActions.cs
/// numbers them, ChessState.cs adds the history and the end of a game, Fen.cs reads and writes positions.</remarks>
public sealed class ChessGame : IGame, IPositionText, IActionPlanes, IBaseline, IHeuristic
{
    public GameSpec Spec { get; } = new()
    {
        Id = "chess",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = ChessActions.Count,
        MaxLength = ChessState.MostPlies,
        Observation = ChessView.Shape,
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    // The squares of origin and destination, and a plane for each kind of underpromotion.
    public int ActionPlanes => 2 + ChessActions.Kinds;

    public IGameState NewGame(ulong seed) => ReadPosition(Fen.Start);

    public IGameState ReadPosition(string text)
    {
        (Board board, int ply) = Fen.Read(text);
        return new ChessState(board, ply);
    }

    public string WritePosition(IGameState state) => ((ChessState)state).Fen;

    public void EncodeAction(int action, Span<float> planes)
    {
        Move move = ChessActions.ViewedMoveOf(action);
        planes[ChessView.Cell(move.From)] = 1.0f;
        planes[Square.Count + ChessView.Cell(move.To)] = 1.0f;
        if (move.Promotion != Piece.None)
        {
            planes.Slice((2 + move.Promotion - ChessActions.FirstKind) * Square.Count, Square.Count).Fill(1.0f);
        }
    }

    public int BaselineAction(IGameState state) => ChessBaseline.Choose((ChessState)state);

    /// <summary>The material, in which the sides differ.</summary>
    public float Estimate(IGameState state) => Bounded.Of(ChessBaseline.Material((ChessState)state), 500);
}
