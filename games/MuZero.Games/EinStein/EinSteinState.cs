using MuZero.Numerics;

namespace MuZero.Games.EinStein;

internal sealed class EinSteinState : IGameState, IActionText, ICopyTo, IChance
{
    public const int Size = 5;
    public const int Stones = 6;
    public const int Directions = 3;
    public const int Diagonally = 2;
    public const int Actions = Stones * Directions;
    public const int Planes = (2 * Stones) + 1;

    // The steps of all stones to the goal: 8 from the corner, 7 from two cells and 6 from three, for either player.
    public const int MostMoves = 2 * (8 + (2 * 7) + (3 * 6));

    private const int Cells = Size * Size;
    private const int Goal = Cells - 1;
    private const int Gone = -1;
    private const int NoDie = -1;
    private const int NoWinner = -1;

    // Cells are counted from a player's own corner, row by row; the other player's corner is the last cell.
    private static readonly int[] _triangle = [0, 1, 2, Size, Size + 1, 2 * Size];
    private static readonly int[] _steps = [1, Size, Size + 1];

    private readonly int[] _cells = new int[2 * Stones]; // of player 0's stones and then player 1's, each counted from his own corner
    private int _player;
    private int _die = NoDie; // the stone that it names
    private int _winner = NoWinner;

    public EinSteinState(RandomStream random)
    {
        for (int player = 0; player < 2; player++)
        {
            Span<int> stones = Of(player);
            _triangle.CopyTo(stones);
            for (int stone = Stones - 1; stone > 0; stone--)
            {
                int other = random.Next(stone + 1);
                (stones[stone], stones[other]) = (stones[other], stones[stone]);
            }
        }
    }

    private EinSteinState()
    {
    }

    public int ToPlay => _winner != NoWinner ? Player.Terminal : _die == NoDie ? Player.Chance : _player;

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int stone = 0; stone < Stones && ToPlay >= 0; stone++)
        {
            for (int direction = 0; direction < Directions && IsMovable(stone); direction++)
            {
                if (Target(stone, direction) != Gone)
                {
                    actions[count++] = (stone * Directions) + direction;
                }
            }
        }

        return count;
    }

    public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(1.0f / Stones);

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Chance && action is >= 0 and < Stones)
        {
            _die = action;
        }
        else if (ToPlay >= 0 && action is >= 0 and < Actions && IsMovable(action / Directions)
            && Target(action / Directions, action % Directions) is not Gone and int target)
        {
            Move(action / Directions, target);
        }
        else
        {
            throw IllegalActionException.For(this, action, Actions);
        }

        return _winner == NoWinner ? Transition.Continues : Transition.Terminated;
    }

    public void Rewards(Span<float> rewards)
    {
        rewards.Clear();
        if (_winner != NoWinner)
        {
            rewards[_winner] = 1.0f;
            rewards[Seats.Other(_winner)] = -1.0f;
        }
    }

    // My stones by number, theirs by number, and those that the die lets move; seen from my corner.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        for (int stone = 0; stone < Stones; stone++)
        {
            Mark(observation, stone, Of(player)[stone]);
            Mark(observation, Stones + stone, Opposite(Of(Seats.Other(player))[stone]));
            if (ToPlay >= 0 && IsMovable(stone))
            {
                Mark(observation, Planes - 1, player == _player ? Of(_player)[stone] : Opposite(Of(_player)[stone]));
            }
        }
    }

    public IGameState Clone()
    {
        EinSteinState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        EinSteinState copy = (EinSteinState)target;
        _cells.CopyTo(copy._cells, 0);
        (copy._player, copy._die, copy._winner) = (_player, _die, _winner);
    }

    /// <summary>The stone and the cell that it moves to, such as "3c4".</summary>
    public string ActionText(int action)
    {
        int target = Target(action / Directions, action % Directions);
        return $"{(action / Directions) + 1}{GridText.Point(_player == 0 ? target : Opposite(target), Size)}";
    }

    /// <summary>The board, with 1 to 6 for the first player's stones and A to F for the second's, and the die.</summary>
    public string Render()
    {
        string die = ToPlay < 0 ? "" : $"\nplayer {_player + 1} has a {_die + 1}";
        return GridText.Board(Size, Size, Symbol) + die;

        char Symbol(int cell)
        {
            int first = Of(0).IndexOf(cell), second = Of(1).IndexOf(Opposite(cell));
            return first >= 0 ? (char)('1' + first) : second >= 0 ? (char)('A' + second) : '.';
        }
    }

    /// <summary>True if a legal action reaches the opposite corner.</summary>
    public bool IsGoal(int action) => Target(action / Directions, action % Directions) == Goal;

    /// <summary>True if a legal action takes a stone of the other player.</summary>
    public bool Takes(int action)
        => Of(Seats.Other(_player)).Contains(Opposite(Target(action / Directions, action % Directions)));

    private static int Opposite(int cell) => cell == Gone ? Gone : Goal - cell;

    private static void Mark(Span<float> observation, int plane, int cell)
    {
        if (cell != Gone)
        {
            observation[(plane * Cells) + cell] = 1.0f;
        }
    }

    private Span<int> Of(int player) => _cells.AsSpan(player * Stones, Stones);

    // The die's stone, or the next lower and the next higher one if it is gone.
    private bool IsMovable(int stone)
    {
        Span<int> mine = Of(_player);
        return mine[stone] != Gone && (stone < _die ? !mine[(stone + 1)..(_die + 1)].ContainsAnyExcept(Gone)
            : !mine[_die..stone].ContainsAnyExcept(Gone));
    }

    // The cell that a stone moves to; Gone if it is beyond the board.
    private int Target(int stone, int direction)
    {
        int cell = Of(_player)[stone];
        bool leavesRow = direction != 1 && cell % Size == Size - 1;
        bool leavesColumn = direction != 0 && cell / Size == Size - 1;
        return leavesRow || leavesColumn ? Gone : cell + _steps[direction];
    }

    private void Move(int stone, int target)
    {
        Span<int> mine = Of(_player), theirs = Of(Seats.Other(_player));
        Remove(mine, target);
        Remove(theirs, Opposite(target));
        mine[stone] = target;
        _winner = target == Goal || !theirs.ContainsAnyExcept(Gone) ? _player : NoWinner;
        (_player, _die) = (Seats.Other(_player), NoDie);
    }

    private static void Remove(Span<int> stones, int cell)
    {
        int taken = stones.IndexOf(cell);
        if (taken >= 0)
        {
            stones[taken] = Gone;
        }
    }
}
