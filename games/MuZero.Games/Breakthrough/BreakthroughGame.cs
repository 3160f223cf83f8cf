using System.Numerics;

namespace MuZero.Games.Breakthrough;

/// <summary>Breakthrough on a board of 4 to 8 rows, two rows of pawns a side. A pawn moves a row forward, straight or diagonally, and
/// captures diagonally only. The first to reach the last row, or to take every pawn, wins.</summary>
/// <remarks>Actions are the squares, row by row from the top, for each of three directions: forward to the left, straight, forward to the
/// right. Player 0 (X) moves up.</remarks>
[BoardSizes("breakthrough", 4, 8, 6, 8)]
public sealed class BreakthroughGame : IGame, ISymmetries, IBaseline, IHeuristic, ISolver, IPositionText
{
    // Times of the solver are in docs/BENCHMARKS.md.
    private const int SmallBoard = 4;
    private const int MostPawns = 8;

    private readonly BreakthroughBoard _board;
    private readonly SolverPool<AlphaBeta<BreakthroughRules, BreakthroughPawns>> _solvers;

    /// <summary>The game on a board of a size.</summary>
    /// <param name="size">Rows and columns, 4 to 8.</param>
    public BreakthroughGame(int size)
    {
        _board = new BreakthroughBoard(size);
        _solvers = new SolverPool<AlphaBeta<BreakthroughRules, BreakthroughPawns>>(
            () => new AlphaBeta<BreakthroughRules, BreakthroughPawns>(new BreakthroughRules(_board)));
        Spec = new GameSpec
        {
            Id = $"breakthrough{size}",
            Players = 2,
            Turns = TurnModel.Alternating,
            Actions = _board.Actions,
            MaxLength = LongestGame(_board),
            Observation = new ObservationShape(3, size, size),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    /// <summary>The identity and the exchange of left and right.</summary>
    public int Symmetries => 2;

    public IGameState NewGame(ulong seed) => new BreakthroughState(_board);

    public int TransformAction(int symmetry, int action)
    {
        (int direction, int square) = Math.DivRem(action, _board.Squares);
        int mirrored = symmetry == 0 ? direction : BreakthroughBoard.Directions - 1 - direction;
        return (mirrored * _board.Squares) + GridSymmetry.Point(symmetry, square, _board.Size, _board.Size);
    }

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);

    /// <summary>Wins if it can; else captures; else advances to where the pawn is safe.</summary>
    public int BaselineAction(IGameState state) => ((BreakthroughState)state).GreedyAction();

    /// <summary>The number of pawns, in which players differ.</summary>
    public float Estimate(IGameState state)
    {
        BreakthroughPawns pawns = ((BreakthroughState)state).ForSolver;
        return Bounded.Of(BitOperations.PopCount(pawns.Mine) - BitOperations.PopCount(pawns.Theirs), 4);
    }

    public bool IsConcurrent => true;

    /// <summary>True in all positions of four rows, and on larger boards with at most eight pawns.</summary>
    public bool CanSolve(IGameState state) => _board.Size <= SmallBoard || ((BreakthroughState)state).Pawns <= MostPawns;

    /// <summary>1 if the player to move wins, else -1; 0 at the end.</summary>
    public float Solve(IGameState state)
        => state.ToPlay == Player.Terminal ? 0.0f : _solvers.Ask(solver => solver.Sign(((BreakthroughState)state).ForSolver));

    public IGameState ReadPosition(string text)
    {
        (string points, int toPlay) = GridPosition.Read(Spec, text);
        BreakthroughState state = new(_board);
        return state.TrySet(points, toPlay)
            ? state
            : throw GridPosition.Invalid(
                Spec, $"a player has more than {2 * _board.Size} pawns, or the player to move has won or has none");
    }

    public string WritePosition(IGameState state)
    {
        BreakthroughState position = (BreakthroughState)state;
        return GridPosition.Write(Spec, position.Symbol, position.Turn);
    }

    // Every pawn to the last row.
    internal static int LongestGame(BreakthroughBoard board) => 2 * board.Size * ((2 * board.Size) - 3);
}
