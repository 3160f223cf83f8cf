namespace MuZero.Games.Hex;

/// <summary>The rules that both variants of Hex share, on a rhombus of 2 to 11 rows. Player 0 (X) connects top and bottom, player 1 (O)
/// left and right; one of them always does. Actions are the cells row by row.</summary>
public abstract class ConnectionGame : IGame, ISymmetries, IBaseline, ISolver, IPositionText
{
    // Times of the solver are in docs/BENCHMARKS.md.
    private const int SmallBoard = 5;
    private const int MostFree = 20;

    private readonly HexBoard _board;
    private readonly SolverPool<HexSolver> _solvers;

    private protected ConnectionGame(string name, int size, bool hasSwap)
    {
        _board = new HexBoard(size, hasSwap);
        _solvers = new SolverPool<HexSolver>(() => new HexSolver(_board));
        Spec = new GameSpec
        {
            Id = $"{name}{size}",
            Players = 2,
            Turns = TurnModel.Alternating,
            Actions = _board.Actions,
            MaxLength = _board.Actions,
            Observation = new ObservationShape(3, size, size),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    /// <summary>The identity and the half turn.</summary>
    public int Symmetries => 2;

    public IGameState NewGame(ulong seed) => new HexState(_board);

    public int TransformAction(int symmetry, int action)
        => action == _board.Swap ? action : GridSymmetry.Point(HalfTurns(symmetry), action, _board.Size, _board.Size);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(HalfTurns(symmetry), Spec.Observation, source, target);

    /// <summary>The action that looks one move ahead at the fewest stones that each player needs to connect.</summary>
    public int BaselineAction(IGameState state) => ((HexState)state).GreedyAction();

    public bool IsConcurrent => true;

    /// <summary>True in all positions of at most five rows, and on boards of at most eight rows with at most 20 free cells.</summary>
    public bool CanSolve(IGameState state)
        => _board.Size <= SmallBoard || (_board.Size <= HexSolver.LargestSize && ((HexState)state).FreeCells <= MostFree);

    /// <summary>1 if the player to move wins, else -1; 0 at the end. With the swap the second player always wins: one of the two sides of
    /// the first stone is won.</summary>
    public float Solve(IGameState state)
    {
        HexState position = (HexState)state;
        if (position.ToPlay == Player.Terminal)
        {
            return 0.0f;
        }

        if (position.CanSwap)
        {
            return 1.0f;
        }

        bool isSwapAhead = _board.HasSwap && position.FreeCells == _board.Cells;
        return !isSwapAhead && Wins(position) ? 1.0f : -1.0f;
    }

    public IGameState ReadPosition(string text)
    {
        (string points, int toPlay) = GridPosition.Read(Spec, text);

        // After a swap player 0 has a stone less than it would have without.
        int second = points.Count(symbol => symbol == 'O');
        bool swapped = _board.HasSwap && second > 0 && second == points.Count(symbol => symbol == 'X') + 1 - toPlay;
        if (!swapped)
        {
            GridPosition.RequireTurns(Spec, points, toPlay);
        }

        HexState state = new(_board);
        return state.TrySet(points, swapped) ? state : throw GridPosition.Invalid(Spec, "the player to move has won");
    }

    public string WritePosition(IGameState state)
    {
        HexState position = (HexState)state;
        return GridPosition.Write(Spec, position.Symbol, position.Turn);
    }

    // Without a swap to come. The game goes on in the position.
    private bool Wins(HexState position)
        => _solvers.Ask(solver => solver.Wins(position.Turn, position.StonesOf(position.Turn), position.StonesOf(1 - position.Turn)));

    // Mirrored both ways, in the numbers of GridSymmetry.
    private static int HalfTurns(int symmetry) => 3 * symmetry;
}
