using System.Globalization;

namespace MuZero.Games.TwentyFortyEight;

internal sealed class TwentyFortyEightState : IGameState, IActionText, ICopyTo, IChance
{
    public const int TimeLimit = 5_000;
    public const int Outcomes = 2 * TileGrid.Count;
    public const int Planes = TileGrid.LargestPower + 1;

    private const float ProbabilityOfTwo = 0.9f;
    private const int FirstTiles = 2;

    private static readonly string[] _names = ["up", "right", "down", "left"];

    private TileGrid _grid;
    private int _due = FirstTiles; // tiles that appear before the next move
    private int _moves;
    private int _reward;
    private bool _isStuck;

    /// <summary>The tiles.</summary>
    public TileGrid Grid => _grid;

    public int ToPlay => _due > 0 ? Player.Chance : _isStuck || _moves == TimeLimit ? Player.Terminal : 0;

    public int LegalActions(Span<int> actions)
    {
        int count = 0;
        for (int action = 0; action < TileGrid.Directions && ToPlay == 0; action++)
        {
            if (_grid.CanSlide(action))
            {
                actions[count++] = action;
            }
        }

        return count;
    }

    public void ChanceProbabilities(Span<float> probabilities)
    {
        float share = 1.0f / _grid.Free;
        for (int cell = 0; cell < TileGrid.Count; cell++)
        {
            bool isFree = _grid[cell] == 0;
            probabilities[2 * cell] = isFree ? share * ProbabilityOfTwo : 0.0f;
            probabilities[(2 * cell) + 1] = isFree ? share * (1.0f - ProbabilityOfTwo) : 0.0f;
        }
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Chance && action is >= 0 and < Outcomes && _grid[action / 2] == 0)
        {
            _grid.Place(action / 2, 1 + (action % 2));
            _due--;
            _reward = 0;
            _isStuck = _due == 0 && !CanMove();
        }
        else if (ToPlay == 0 && action is >= 0 and < TileGrid.Directions && _grid.Slide(action) is >= 0 and int sum)
        {
            _reward = sum;
            _moves++;
            _due = 1;
        }
        else
        {
            throw IllegalActionException.For(this, action, TileGrid.Directions);
        }

        return ToPlay != Player.Terminal ? Transition.Continues : _isStuck ? Transition.Terminated : Transition.Truncated;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _reward;

    // Plane p has a 1 on each tile of 2 to the power of p; plane 0 has the free cells.
    public void Observe(int player, Span<float> observation)
    {
        observation.Clear();
        for (int cell = 0; cell < TileGrid.Count; cell++)
        {
            observation[(_grid[cell] * TileGrid.Count) + cell] = 1.0f;
        }
    }

    public IGameState Clone()
    {
        TwentyFortyEightState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        TwentyFortyEightState copy = (TwentyFortyEightState)target;
        (copy._grid, copy._due, copy._moves, copy._reward, copy._isStuck) = (_grid, _due, _moves, _reward, _isStuck);
    }

    public string ActionText(int action) => _names[action];

    public string Render() => string.Join('\n', Enumerable.Range(0, TileGrid.Size).Select(row =>
        string.Concat(Enumerable.Range(0, TileGrid.Size).Select(column => Tile(_grid[(row * TileGrid.Size) + column]).PadLeft(7)))));

    private static string Tile(int power) => power == 0 ? "." : (1 << power).ToString(CultureInfo.InvariantCulture);

    private bool CanMove()
        => _grid.CanSlide(TileGrid.Left) || _grid.CanSlide(TileGrid.Down) || _grid.CanSlide(TileGrid.Right) || _grid.CanSlide(TileGrid.Up);
}
