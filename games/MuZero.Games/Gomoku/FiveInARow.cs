namespace MuZero.Games.Gomoku;

/// <summary>The rules that the variants of gomoku share: players put stones on free points in turn; a line of five wins; a full board is a
/// draw. Actions are the points row by row.</summary>
public abstract class FiveInARow : IGame, ISymmetries, IBaseline, IPositionText
{
    private readonly GomokuBoard _board;

    private protected FiveInARow(string name, int size, bool exactlyFive)
    {
        _board = new GomokuBoard(size, exactlyFive);
        Spec = new GameSpec
        {
            Id = $"{name}{size}",
            Players = 2,
            Turns = TurnModel.Alternating,
            Actions = _board.Points,
            MaxLength = _board.Points,
            Observation = new ObservationShape(3, size, size),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    public int Symmetries => 8;

    public IGameState NewGame(ulong seed) => new GomokuState(_board);

    public int TransformAction(int symmetry, int action) => GridSymmetry.Point(symmetry, action, _board.Size, _board.Size);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);

    /// <summary>Completes five, else blocks five, else extends or blocks the longest open rows.</summary>
    public int BaselineAction(IGameState state) => ((GomokuState)state).GreedyAction();

    public IGameState ReadPosition(string text)
    {
        (string points, int toPlay) = GridPosition.Read(Spec, text);
        GridPosition.RequireTurns(Spec, points, toPlay);
        GomokuState state = new(_board);
        return state.TrySet(points) ? state : throw GridPosition.Invalid(Spec, "the player to move has won");
    }

    public string WritePosition(IGameState state)
    {
        GomokuState position = (GomokuState)state;
        return GridPosition.Write(Spec, position.Symbol, position.Turn);
    }
}
