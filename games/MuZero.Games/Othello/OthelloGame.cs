using MuZero.Errors;

namespace MuZero.Games.Othello;

/// <summary>Othello on a board of 4, 6 or 8 rows. A disc flips the other player's discs that it encloses in a line, and must flip one. A
/// player who cannot passes; if neither can, the player with more discs wins.</summary>
/// <remarks>Actions are the points row by row, then the pass. Player 0 has the black discs (X).</remarks>
[BoardSizes("othello", 4, 8, 6, 8)]
public sealed class OthelloGame : IGame, ISymmetries, IBaseline, IHeuristic, ISolver, IPositionText
{
    // The identity, the half turn and the reflections at the two diagonals, in the numbers of GridSymmetry. The other four exchange the
    // colours of the first discs, and what they would lead to cannot be reached.
    private static readonly int[] _symmetries = [0, 3, 4, 7];

    // Times of the solver are in docs/BENCHMARKS.md.
    private const int MostFree = 14;

    private readonly OthelloBoard _board;
    private readonly SolverPool<AlphaBeta<OthelloRules, OthelloDiscs>> _solvers;

    /// <summary>The game on a board of a size.</summary>
    /// <param name="size">4, 6 or 8.</param>
    /// <exception cref="UserException">Another size.</exception>
    public OthelloGame(int size)
    {
        if (size is not (4 or 6 or 8))
        {
            throw UserException.Usage(
                $"othello{size} is not a valid game: Othello begins in the middle of 4, 6 or 8 rows. Choose othello6 or othello8.");
        }

        _board = new OthelloBoard(size);
        _solvers = new SolverPool<AlphaBeta<OthelloRules, OthelloDiscs>>(
            () => new AlphaBeta<OthelloRules, OthelloDiscs>(new OthelloRules(_board)));
        Spec = new GameSpec
        {
            Id = $"othello{size}",
            Players = 2,
            Turns = TurnModel.Alternating,
            Actions = _board.Points + 1,
            MaxLength = LongestGame(_board),
            Observation = new ObservationShape(2, size, size),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    public int Symmetries => _symmetries.Length;

    public IGameState NewGame(ulong seed) => new OthelloState(_board);

    public int TransformAction(int symmetry, int action)
        => action == _board.Pass ? action : GridSymmetry.Point(_symmetries[symmetry], action, _board.Size, _board.Size);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(_symmetries[symmetry], Spec.Observation, source, target);

    /// <summary>The action that flips the most discs, corners first.</summary>
    public int BaselineAction(IGameState state) => ((OthelloState)state).GreedyAction();

    /// <summary>Corners, which are never flipped, at eight times the number of moves, in which players differ.</summary>
    public float Estimate(IGameState state) => Bounded.Of(((OthelloState)state).CornersAndMoves(), 32);

    public bool IsConcurrent => true;

    /// <summary>True near the end of a game: with at most 14 free points. All positions of a board of four rows.</summary>
    public bool CanSolve(IGameState state) => ((OthelloState)state).FreePoints <= MostFree;

    /// <summary>1 if the player to move wins, 0 for a draw, -1 if the other player wins; 0 at the end.</summary>
    public float Solve(IGameState state)
        => state.ToPlay == Player.Terminal ? 0.0f : _solvers.Ask(solver => solver.Sign(((OthelloState)state).ForSolver));

    /// <summary>The difference of the discs at the end of perfect play, for the player to move, or for the one who would be.</summary>
    internal int Margin(IGameState state) => _solvers.Ask(solver => solver.Value(((OthelloState)state).ForSolver, _board.Points));

    public IGameState ReadPosition(string text)
    {
        (string points, int toPlay) = GridPosition.Read(Spec, text);
        OthelloState state = new(_board);
        state.Set(points, toPlay);
        return (state.Occupied & (_board.FirstBlack | _board.FirstWhite)) == (_board.FirstBlack | _board.FirstWhite)
            ? state
            : throw GridPosition.Invalid(Spec, "one of the four points in the middle is free");
    }

    public string WritePosition(IGameState state)
    {
        OthelloState position = (OthelloState)state;
        return GridPosition.Write(Spec, position.Symbol, position.Turn);
    }

    // A disc follows every pass.
    internal static int LongestGame(OthelloBoard board) => 2 * (board.Points - 4);
}
