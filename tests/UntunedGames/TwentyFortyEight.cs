using System.Globalization;
using MuZero.Games;

namespace UntunedGames;

/// <summary>2048: tiles slide and equal ones merge, for the sum as reward; then a 2 appears on a free cell, or a 4 in one case of ten.
/// Returns are raw scores.</summary>
public sealed class TwentyFortyEight : IGame
{
    public const int Size = 4;
    public const int Cells = Size * Size;
    public const int Outcomes = 2 * Cells; // cell * 2 + (0 for a 2, 1 for a 4)
    public const int TimeLimit = 2_000;

    public GameSpec Spec { get; } = new()
    {
        Id = "2048",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 4, // up, right, down, left
        ChanceOutcomes = Outcomes,
        MaxLength = TimeLimit,
        Observation = new ObservationShape(Cells, Size, Size),
        Rewards = RewardTiming.Stepwise,
        Discount = 0.999f,
        MinReturn = 0.0f,
        MaxReturn = 100_000.0f, // 2,000 tiles make less than 8,004, and each merge counts at most 11 times
    };

    public IGameState NewGame(ulong seed) => new TwentyFortyEightState();
}

internal sealed class TwentyFortyEightState : IGameState, IActionText, IChance
{
    private const int Size = TwentyFortyEight.Size;
    private const int Cells = TwentyFortyEight.Cells;

    private static readonly string[] _names = ["up", "right", "down", "left"];

    private readonly byte[] _powers = new byte[Cells]; // the tile's power of two; 0 for a free cell
    private int _tilesDue = 2;
    private int _moves;
    private int _reward;

    public TwentyFortyEightState()
    {
    }

    private TwentyFortyEightState(TwentyFortyEightState other)
    {
        other._powers.CopyTo(_powers, 0);
        _tilesDue = other._tilesDue;
        _moves = other._moves;
        _reward = other._reward;
    }

    public int ToPlay
    {
        get
        {
            if (_tilesDue > 0)
            {
                return Player.Chance;
            }

            return _moves == TwentyFortyEight.TimeLimit || !CanMove() ? Player.Terminal : 0;
        }
    }

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int action = 0; action < 4 && ToPlay == 0; action++)
        {
            if (Slides(action))
            {
                actions[count++] = action;
            }
        }

        return count;
    }

    public void ChanceProbabilities(Span<float> probabilities)
    {
        int free = _powers.Count(power => power == 0);
        for (int cell = 0; cell < Cells; cell++)
        {
            probabilities[2 * cell] = _powers[cell] == 0 ? 0.9f / free : 0.0f;
            probabilities[(2 * cell) + 1] = _powers[cell] == 0 ? 0.1f / free : 0.0f;
        }
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Chance)
        {
            Place(action);
        }
        else
        {
            Slide(action);
        }

        if (_tilesDue > 0 || CanMove())
        {
            return _tilesDue == 0 && _moves == TwentyFortyEight.TimeLimit ? Transition.Truncated : Transition.Continues;
        }

        return Transition.Terminated;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _reward;

    // Plane p has a 1 where the tile is 2 to the power of p; plane 0 marks free cells, the last plane all larger tiles.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        for (int cell = 0; cell < Cells; cell++)
        {
            observation[(Math.Min((int)_powers[cell], Cells - 1) * Cells) + cell] = 1.0f;
        }
    }

    public IGameState Clone() => new TwentyFortyEightState(this);

    public string ActionText(int action) => _names[action];

    public string Render() => string.Join('\n', Enumerable.Range(0, Size).Select(row =>
        string.Concat(Enumerable.Range(0, Size).Select(column => Tile(_powers[(row * Size) + column]).PadLeft(6)))));

    private static string Tile(int power) => power == 0 ? "." : (1 << power).ToString(CultureInfo.InvariantCulture);

    private void Place(int outcome)
    {
        if ((uint)outcome >= TwentyFortyEight.Outcomes || _powers[outcome / 2] != 0)
        {
            throw IllegalActionException.For(this, outcome, 4);
        }

        _powers[outcome / 2] = (byte)(1 + (outcome % 2));
        _tilesDue--;
        _reward = 0;
    }

    private void Slide(int action)
    {
        if (ToPlay != 0 || (uint)action >= 4 || !Slides(action))
        {
            throw IllegalActionException.For(this, action, 4);
        }

        _reward = 0;
        Span<byte> line = stackalloc byte[Size];
        for (int index = 0; index < Size; index++)
        {
            for (int i = 0; i < Size; i++)
            {
                line[i] = _powers[Cell(action, index, i)];
            }

            _reward += Merge(line);
            for (int i = 0; i < Size; i++)
            {
                _powers[Cell(action, index, i)] = line[i];
            }
        }

        _moves++;
        _tilesDue = 1;
    }

    private bool CanMove() => Slides(0) || Slides(1) || Slides(2) || Slides(3);

    // A line changes if a tile follows a free cell or an equal tile.
    private bool Slides(int action)
    {
        for (int index = 0; index < Size; index++)
        {
            for (int i = 1; i < Size; i++)
            {
                int before = _powers[Cell(action, index, i - 1)];
                int tile = _powers[Cell(action, index, i)];
                if (tile != 0 && (before == 0 || before == tile))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Slides a line towards its beginning; each tile merges once. Returns the sum of the merged tiles.
    private static int Merge(Span<byte> line)
    {
        int sum = 0;
        int end = 0;
        bool mayMerge = false;
        for (int i = 0; i < Size; i++)
        {
            byte tile = line[i];
            if (tile == 0)
            {
                continue;
            }

            line[i] = 0;
            if (mayMerge && line[end - 1] == tile)
            {
                line[end - 1]++;
                sum += 1 << line[end - 1];
                mayMerge = false;
            }
            else
            {
                line[end++] = tile;
                mayMerge = true;
            }
        }

        return sum;
    }

    // The i-th cell of a line, counted from the side that the tiles slide to.
    private static int Cell(int action, int line, int i) => action switch
    {
        0 => (i * Size) + line,
        1 => (line * Size) + Size - 1 - i,
        2 => ((Size - 1 - i) * Size) + line,
        _ => (line * Size) + i,
    };
}
