namespace MuZero.Games.TwentyFortyEight;

/// <summary>2048 (Cirulli 2014): tiles slide, equal ones merge for their sum as reward, then a 2 appears on a free cell, or a 4 in one
/// case of ten.</summary>
/// <remarks>The time limit of 5,000 moves is beyond a tile of 8,192. Actions are up, right, down, left; an outcome is the cell times 2, and
/// 1 more for a 4.</remarks>
public sealed class TwentyFortyEightGame : IGame, IChanceSymmetries, IBaseline
{
    // The points next to the centre of a board of three by three, in the order of the directions.
    private static readonly int[] _targets = [1, 5, 7, 3];

    public GameSpec Spec { get; } = new()
    {
        Id = "2048",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = TileGrid.Directions,
        ChanceOutcomes = TwentyFortyEightState.Outcomes,
        MaxLength = TwentyFortyEightState.TimeLimit,
        Observation = new ObservationShape(TwentyFortyEightState.Planes, TileGrid.Size, TileGrid.Size),
        Rewards = RewardTiming.Stepwise,
        Discount = 0.999f,
        MinReturn = 0.0f,
        MaxReturn = 260_104.0f, // all tiles together reach 20,008, and each of their points was merged 13 times at most
    };

    public int Symmetries => 8;

    public IGameState NewGame(ulong seed) => new TwentyFortyEightState();

    public int TransformAction(int symmetry, int action)
        => Array.IndexOf(_targets, GridSymmetry.Point(symmetry, _targets[action], 3, 3));

    public int TransformOutcome(int symmetry, int outcome)
        => (2 * GridSymmetry.Point(symmetry, outcome / 2, TileGrid.Size, TileGrid.Size)) + (outcome % 2);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);

    /// <summary>The move with the largest reward; the first of left, down, right and up among equals.</summary>
    public int BaselineAction(IGameState state)
    {
        TileGrid grid = ((TwentyFortyEightState)state).Grid;
        (int best, int most) = (-1, -1);
        foreach (int action in (ReadOnlySpan<int>)[TileGrid.Left, TileGrid.Down, TileGrid.Right, TileGrid.Up])
        {
            TileGrid next = grid;
            int sum = next.Slide(action);
            (best, most) = sum > most ? (action, sum) : (best, most);
        }

        return best;
    }
}
