using MuZero.Games;

namespace UntunedGames;

/// <summary>The 8-puzzle: eight tiles on 3 by 3 cells, mixed by up to 40 random moves; a move slides a tile into the gap. Solving it
/// in at most 60 moves wins 1, discounted, so that fewer moves are better.</summary>
public sealed class SlidingPuzzle : IGame
{
    public const int Size = 3;
    public const int Cells = Size * Size;
    public const int TimeLimit = 60;
    public const int MostMixingMoves = 40;

    public GameSpec Spec { get; } = new()
    {
        Id = "8puzzle",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 4, // the gap moves up, right, down, left
        MaxLength = TimeLimit,
        Observation = new ObservationShape(Cells, Size, Size),
        Discount = 0.97f,
        MinReturn = 0.0f,
        MaxReturn = 1.0f,
    };

    public IGameState NewGame(ulong seed) => new SlidingPuzzleState(new Random((int)(seed ^ (seed >> 32))));
}

internal sealed class SlidingPuzzleState : IGameState, IActionText
{
    private const int Size = SlidingPuzzle.Size;
    private const int Cells = SlidingPuzzle.Cells;

    private static readonly (int Down, int Right)[] _steps = [(-1, 0), (0, 1), (1, 0), (0, -1)];
    private static readonly string[] _names = ["up", "right", "down", "left"];

    private readonly byte[] _tiles = [0, 1, 2, 3, 4, 5, 6, 7, 8]; // 0 is the gap
    private int _gap;
    private int _moves;

    public SlidingPuzzleState(Random random)
    {
        int mixing = random.Next(1, SlidingPuzzle.MostMixingMoves + 1);
        for (int mixed = 0; mixed < mixing || IsSolved;)
        {
            int action = random.Next(4);
            if (IsOnBoard(action))
            {
                Move(action);
                mixed++;
            }
        }
    }

    private SlidingPuzzleState(SlidingPuzzleState other)
    {
        other._tiles.CopyTo(_tiles, 0);
        _gap = other._gap;
        _moves = other._moves;
    }

    public int ToPlay => IsSolved || _moves == SlidingPuzzle.TimeLimit ? Player.Terminal : 0;

    private bool IsSolved
    {
        get
        {
            for (int cell = 0; cell < Cells; cell++)
            {
                if (_tiles[cell] != cell)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int action = 0; action < 4 && ToPlay == 0; action++)
        {
            if (IsOnBoard(action))
            {
                actions[count++] = action;
            }
        }

        return count;
    }

    public Transition Apply(int action)
    {
        if (ToPlay != 0 || (uint)action >= 4 || !IsOnBoard(action))
        {
            throw IllegalActionException.For(this, action, 4);
        }

        Move(action);
        _moves++;
        if (IsSolved)
        {
            return Transition.Terminated;
        }

        return _moves == SlidingPuzzle.TimeLimit ? Transition.Truncated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = IsSolved ? 1.0f : 0.0f;

    // Plane t has a 1 on the cell of tile t; plane 0 marks the gap.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        for (int cell = 0; cell < Cells; cell++)
        {
            observation[(_tiles[cell] * Cells) + cell] = 1.0f;
        }
    }

    public IGameState Clone() => new SlidingPuzzleState(this);

    public string ActionText(int action) => _names[action];

    public string Render() => string.Join('\n', Enumerable.Range(0, Size).Select(Row));

    private string Row(int row)
    {
        byte[] tiles = _tiles[(row * Size)..((row + 1) * Size)];
        return string.Join(' ', tiles.Select(tile => tile > 0 ? $"{tile}" : "."));
    }

    private bool IsOnBoard(int action)
    {
        int row = (_gap / Size) + _steps[action].Down;
        int column = (_gap % Size) + _steps[action].Right;
        return (uint)row < Size && (uint)column < Size;
    }

    private void Move(int action)
    {
        int target = _gap + (_steps[action].Down * Size) + _steps[action].Right;
        (_tiles[_gap], _tiles[target]) = (_tiles[target], (byte)0);
        _gap = target;
    }
}
