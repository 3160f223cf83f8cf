using System.Numerics;

namespace MuZero.Games.ConnectFour;

/// <summary>Connect four on seven columns of six: a stone falls to the lowest free point of its column, four in a row win.</summary>
public sealed class ConnectFourGame : IGame, ISymmetries, IActionPlanes, IBaseline, ISolver
{
    // A random position of this ply takes a tenth of a second, the first position minutes. Times are in docs/BENCHMARKS.md.
    private const int FirstQuickPly = 8;

    private static readonly int[] _centreFirst = [3, 2, 4, 1, 5, 0, 6];

    private readonly SolverPool<ConnectFourSolver> _solvers = new(() => new ConnectFourSolver());

    public GameSpec Spec { get; } = new()
    {
        Id = "connectfour",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 7,
        MaxLength = 42,
        Observation = new ObservationShape(3, 6, 7),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
    };

    public int Symmetries => 2;

    public IGameState NewGame(ulong seed) => new ConnectFourState();

    public int TransformAction(int symmetry, int action) => GridSymmetry.Point(symmetry, action, 1, 7);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);

    public int ActionPlanes => 1;

    /// <summary>A plane with the action's column: a plane per action, the engine's choice, says nowhere where the column is.</summary>
    public void EncodeAction(int action, Span<float> planes)
    {
        (int height, int width) = (Spec.Observation.Height, Spec.Observation.Width);
        for (int row = 0; row < height; row++)
        {
            planes[(row * width) + action] = 1.0f;
        }
    }

    public int BaselineAction(IGameState state) => OnePlyOpponent.Choose(state, _centreFirst);

    public bool IsConcurrent => true;

    /// <summary>True from ply 8 on.</summary>
    public bool CanSolve(IGameState state) => BoardOf(state).Ply >= FirstQuickPly;

    /// <summary>1 if the player to move wins, 0 for a draw, -1 if the other player wins; 0 at the end. Can be called by several threads at
    /// once.</summary>
    public float Solve(IGameState state) => state.ToPlay == Player.Terminal ? 0.0f : _solvers.Ask(solver => solver.Sign(BoardOf(state)));

    /// <summary>The score for the player to move: 22 minus the winner's stones at the end of perfect play, in which the winner hastens and
    /// the other player delays the end; negative if the other player wins, 0 for a draw and at the end. Takes longer than
    /// <see cref="Solve"/>.</summary>
    public int Score(IGameState state) => state.ToPlay == Player.Terminal ? 0 : _solvers.Ask(solver => solver.Score(BoardOf(state)));

    private static ConnectFourBoard BoardOf(IGameState state) => ((ConnectFourState)state).Board;
}

/// <remarks>A bitboard: seven bits a column from the bottom. The seventh bit stays empty, so no line runs from one column into the
/// next.</remarks>
internal sealed class ConnectFourState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private const int Columns = 7;
    private const int Rows = 6;
    private const int Points = Columns * Rows;
    private const int ColumnBits = Rows + 1;
    private const ulong FirstColumn = 0b111111;
    private const ulong BottomRow = 0x40810204081;
    private const ulong TopRow = BottomRow << (Rows - 1);

    private readonly ulong[] _stones = new ulong[2]; // a player's stones as bits
    private readonly byte[] _moves = new byte[Points];
    private int _ply;
    private bool _won; // by the player who moved last

    public int ToPlay => _won || _ply == Points ? Player.Terminal : _ply & 1;

    // The sum is unique (Pons, "Solving Connect 4"); the factor is odd, so the product is unique too.
    public ulong Hash => (_stones[0] + Taken) * 0x9E3779B97F4A7C15;

    /// <summary>The position for the solver.</summary>
    public ConnectFourBoard Board => new(_stones[_ply & 1], Taken, _ply);

    private ulong Taken => _stones[0] | _stones[1];

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay == Player.Terminal)
        {
            return 0;
        }

        int count = 0;
        for (int column = 0; column < Columns; column++)
        {
            if (IsOpen(column))
            {
                actions[count++] = column;
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Terminal || action is < 0 or >= Columns || !IsOpen(action))
        {
            throw IllegalActionException.For(this, action, Columns);
        }

        // Adding the column's lowest bit carries to the lowest free point.
        int mover = _ply & 1;
        _stones[mover] |= (Taken + (1UL << (ColumnBits * action))) & Column(action);
        _moves[_ply] = (byte)action;
        _ply++;
        _won = HasFour(_stones[mover]);
        return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (_ply == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _ply--;
        ulong column = Taken & Column(_moves[_ply]);
        _stones[_ply & 1] ^= 1UL << BitOperations.Log2(column);
        _won = false;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_won)
        {
            rewards[(_ply - 1) & 1] = 1.0f;
            rewards[_ply & 1] = -1.0f;
        }
    }

    // Three planes: the player's stones, the other player's, and ones for the player who begins.
    public void Observe(int player, Span<float> observation)
    {
        observation[..(2 * Points)].Clear();
        Mark(_stones[player], observation);
        Mark(_stones[1 - player], observation[Points..]);
        observation[(2 * Points)..].Fill(player == 0 ? 1.0f : 0.0f);
    }

    public IGameState Clone()
    {
        ConnectFourState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        ConnectFourState other = (ConnectFourState)target;
        _stones.CopyTo(other._stones, 0);
        _moves.CopyTo(other._moves, 0);
        other._ply = _ply;
        other._won = _won;
    }

    public string ActionText(int action) => $"{action + 1}";

    public string Render()
    {
        IEnumerable<string> rows = Enumerable.Range(0, Rows)
            .Select(row => string.Join(' ', Enumerable.Range(0, Columns).Select(column => Symbol(column, Rows - 1 - row))));
        return string.Join('\n', rows) + "\n1 2 3 4 5 6 7";
    }

    private static ulong Column(int column) => FirstColumn << (ColumnBits * column);

    private bool IsOpen(int column) => (Taken & TopRow & Column(column)) == 0;

    // Steps of a vertical line, the two diagonals and a horizontal line.
    private static bool HasFour(ulong stones)
        => HasFour(stones, 1) || HasFour(stones, ColumnBits - 1) || HasFour(stones, ColumnBits) || HasFour(stones, ColumnBits + 1);

    private static bool HasFour(ulong stones, int step)
    {
        ulong pairs = stones & (stones >> step);
        return (pairs & (pairs >> (2 * step))) != 0;
    }

    // A plane's rows go from the top.
    private static void Mark(ulong stones, Span<float> plane)
    {
        for (ulong left = stones; left != 0; left &= left - 1)
        {
            int bit = BitOperations.TrailingZeroCount(left);
            int row = Rows - 1 - (bit % ColumnBits);
            int column = bit / ColumnBits;
            plane[(row * Columns) + column] = 1.0f;
        }
    }

    private char Symbol(int column, int height)
    {
        ulong point = 1UL << ((ColumnBits * column) + height);
        return (_stones[0] & point) != 0 ? 'X' : (_stones[1] & point) != 0 ? 'O' : '.';
    }
}
