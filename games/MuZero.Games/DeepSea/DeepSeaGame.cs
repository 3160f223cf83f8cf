using MuZero.Numerics;

namespace MuZero.Games.DeepSea;

/// <summary>Deep sea (Osband et al., Behaviour Suite for Reinforcement Learning): a diver sinks through N rows of N cells, one a step, and
/// moves left or right. Right costs 0.01 / N; right in the last cell of the diagonal finds the treasure of 1. Only the way that always
/// goes right leads there and returns 0.99; always left returns 0.</summary>
/// <remarks>Which of the two actions means right is drawn for each cell, once for all games of a size. Random play finds the treasure in
/// one of 2^N episodes, and every step towards it costs: a test of exploration.</remarks>
[BoardSizes("deepsea", smallest: 2, largest: 50, 10, 20)]
public sealed class DeepSeaGame : IGame, ISolver
{
    private const ulong MappingSeed = 42; // bsuite's; its generator is another one

    private readonly DeepSeaMap _map;

    /// <param name="size">Rows and columns, 2 to 50.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 2 to 50.</exception>
    public DeepSeaGame(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 50);
        _map = new DeepSeaMap(size, MappingSeed);
        Spec = new GameSpec
        {
            Id = $"deepsea{size}",
            Players = 1,
            Turns = TurnModel.Single,
            Actions = 2,
            MaxLength = size,
            Observation = ObservationShape.Vector(size * size),
            Rewards = RewardTiming.Stepwise,
            MinReturn = -DeepSeaMap.CostOfAllRight,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    public IGameState NewGame(ulong seed) => new DeepSeaState(_map);

    /// <remarks>On the diagonal the treasure is worth the way; left of it it is out of reach, and left costs nothing.</remarks>
    public float Solve(IGameState state)
    {
        var diver = (DeepSeaState)state;
        int steps = _map.Size - diver.Row;
        return diver.Column == diver.Row && steps > 0 ? 1.0f - (steps * _map.Cost) : 0.0f;
    }
}

/// <summary>The sea: its size and the action that means right in each cell.</summary>
internal sealed class DeepSeaMap
{
    public const float CostOfAllRight = 0.01f;

    private readonly byte[] _right; // [rows, columns]

    public DeepSeaMap(int size, ulong seed)
    {
        Size = size;
        var random = new RandomStream(seed);
        _right = [.. Enumerable.Range(0, size * size).Select(_ => (byte)random.Next(2))];
    }

    public int Size { get; }

    /// <summary>The cost of one step to the right.</summary>
    public float Cost => CostOfAllRight / Size;

    /// <summary>The action that means right.</summary>
    public int Right(int row, int column) => _right[(row * Size) + column];
}

internal sealed class DeepSeaState : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private readonly DeepSeaMap _map;
    private readonly byte[] _columns; // [rows + 1] the column in each row so far

    // The last step's reward follows from where it began and whether it went right; left from column 0 stays there.
    private readonly bool[] _wentRight; // [rows]

    public DeepSeaState(DeepSeaMap map)
    {
        _map = map;
        _columns = new byte[map.Size + 1];
        _wentRight = new bool[map.Size];
    }

    public int Row { get; private set; }

    public int Column => _columns[Row];

    public int ToPlay => Row == _map.Size ? Player.Terminal : 0;

    public ulong Hash => (ulong)((Row * _map.Size) + Column);

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay < 0)
        {
            return 0;
        }

        actions[0] = 0;
        actions[1] = 1;
        return 2;
    }

    public Transition Apply(int action)
    {
        if (ToPlay < 0 || action is < 0 or > 1)
        {
            throw IllegalActionException.For(this, action, 2);
        }

        bool right = action == _map.Right(Row, Column);
        int column = right ? Math.Min(Column + 1, _map.Size - 1) : Math.Max(Column - 1, 0);
        _wentRight[Row] = right;
        Row++;
        _columns[Row] = (byte)column;
        return ToPlay < 0 ? Transition.Terminated : Transition.Continues;
    }

    public void Undo()
    {
        if (Row == 0)
        {
            throw new InvalidOperationException("No action was applied.");
        }

        Row--;
    }

    public void Rewards(Span<float> rewards)
    {
        bool right = Row > 0 && _wentRight[Row - 1];
        bool treasure = right && _columns[Row - 1] == _map.Size - 1;
        rewards[0] = (treasure ? 1.0f : 0.0f) - (right ? _map.Cost : 0.0f);
    }

    // A one in the diver's cell; below the last row none.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        if (ToPlay >= 0)
        {
            observation[(Row * _map.Size) + Column] = 1.0f;
        }
    }

    public IGameState Clone()
    {
        DeepSeaState copy = new(_map);
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        DeepSeaState other = (DeepSeaState)target;
        _columns.CopyTo(other._columns, 0);
        _wentRight.CopyTo(other._wentRight, 0);
        other.Row = Row;
    }

    public string ActionText(int action) => action == _map.Right(Row, Column) ? "right" : "left";

    public string Render()
    {
        IEnumerable<string> rows = Enumerable.Range(0, _map.Size)
            .Select(row => string.Concat(Enumerable.Range(0, _map.Size).Select(column => Symbol(row, column))));
        return string.Join('\n', rows);
    }

    private char Symbol(int row, int column) => row == Row && column == Column ? '@' : row == _map.Size - 1 && column == row ? 'T' : '.';
}
