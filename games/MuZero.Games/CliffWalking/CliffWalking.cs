namespace MuZero.Games.CliffWalking;

/// <summary>Cliff walking (Sutton and Barto, example 6.6): from the bottom left to the bottom right of 4 by 12 cells, along a cliff.
/// A step costs 1; the cliff costs 100 and leads back to the start. The best return is -13.</summary>
public sealed class CliffWalkingGame : IGame, ISolver
{
    public GameSpec Spec { get; } = new()
    {
        Id = "cliffwalking",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 4,
        MaxLength = CliffWalkingState.TimeLimit,
        Observation = ObservationShape.Vector(CliffWalkingState.Cells),
        Rewards = RewardTiming.Stepwise,
        MinReturn = -100.0f * CliffWalkingState.TimeLimit,
        MaxReturn = 0.0f, // values near the goal are above the start's -13
    };

    public bool IsConcurrent => true;

    public IGameState NewGame(ulong seed) => new CliffWalkingState();

    /// <remarks>Every step costs at least 1, so the way round the cliff is best, or staying clear of it if the time does not
    /// suffice.</remarks>
    public float Solve(IGameState state) => -((CliffWalkingState)state).StepsToEnd;
}

internal sealed class CliffWalkingState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    public const int Cells = Columns * Rows;
    public const int TimeLimit = 100;

    private const int Columns = 12;
    private const int Rows = 4;
    private const int Start = (Rows - 1) * Columns;
    private const int Goal = Cells - 1;
    private const byte Fell = 0x80;

    private static readonly string[] _names = ["up", "right", "down", "left"];

    private readonly byte[] _path = new byte[TimeLimit + 1]; // the cell after each step, with Fell if the step led into the cliff
    private int _step;

    public CliffWalkingState() => _path[0] = Start;

    public int ToPlay => Cell == Goal || _step == TimeLimit ? Player.Terminal : 0;

    // The time left is part of it: the same cell with fewer steps to go has another future.
    public ulong Hash => (ulong)((_step * Cells) + Cell);

    /// <summary>The fewest steps to the goal or to the time limit.</summary>
    public int StepsToEnd => Math.Min(TimeLimit - _step, Cell switch
    {
        Goal => 0,
        Start => Columns + 1,
        _ => Columns - 1 - (Cell % Columns) + Rows - 1 - (Cell / Columns),
    });

    private int Cell => _path[_step] & ~Fell;

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay < 0)
        {
            return 0;
        }

        for (int action = 0; action < 4; action++)
        {
            actions[action] = action;
        }

        return 4;
    }

    public Transition Apply(int action)
    {
        if (ToPlay < 0 || action is < 0 or > 3)
        {
            throw IllegalActionException.For(this, action, 4);
        }

        int cell = Neighbour(Cell, action);
        _step++;
        _path[_step] = (byte)(cell is > Start and < Goal ? Start | Fell : cell);
        return Cell == Goal ? Transition.Terminated : _step == TimeLimit ? Transition.Truncated : Transition.Continues;
    }

    public void Undo()
    {
        if (_step == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        _step--;
    }

    public void Rewards(Span<float> rewards)
    {
        bool fell = (_path[_step] & Fell) != 0;
        rewards[0] = _step == 0 ? 0.0f : fell ? -100.0f : -1.0f;
    }

    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        observation[Cell] = 1.0f;
    }

    public IGameState Clone()
    {
        CliffWalkingState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        CliffWalkingState other = (CliffWalkingState)target;
        _path.CopyTo(other._path, 0);
        other._step = _step;
    }

    public string ActionText(int action) => _names[action];

    public string Render()
    {
        IEnumerable<string> rows = Enumerable.Range(0, Rows)
            .Select(row => string.Concat(Enumerable.Range(row * Columns, Columns).Select(Symbol)));
        return string.Join('\n', rows);
    }

    // A step off the board changes nothing.
    private static int Neighbour(int cell, int action) => action switch
    {
        0 => cell < Columns ? cell : cell - Columns,
        1 => cell % Columns == Columns - 1 ? cell : cell + 1,
        2 => cell >= Start ? cell : cell + Columns,
        _ => cell % Columns == 0 ? cell : cell - 1,
    };

    private char Symbol(int cell) => cell switch
    {
        _ when cell == Cell => '@',
        Start => 'S',
        Goal => 'G',
        > Start => '#',
        _ => '.',
    };
}
