namespace MuZero.Games.Go;

/// <summary>Go with area scoring (the Tromp-Taylor rules, but suicide is illegal): a move may not repeat an earlier position (positional
/// superko), two passes in a row or three moves for each point end the game, and all stones count as alive.</summary>
/// <remarks>Actions are the points row by row from the top left, then the pass. Reward is 1 for the win, -1 for the loss and 0 for a draw,
/// which only a whole komi allows.</remarks>
[BoardSizes("go", smallest: 2, largest: 19, 5, 7, 9, 13, 19)]
public sealed class GoGame : IGame, ISymmetries, IBaseline, IKomi, IPositionText
{
    private readonly GoRules _rules;

    /// <summary>A game with the usual komi of its size.</summary>
    /// <param name="size">Points of a side, 2 to 19.</param>
    public GoGame(int size)
        : this(size, UsualKomi(size))
    {
    }

    /// <summary>A game with another komi. It has the same <see cref="Spec"/>, and an agent does not see komi: it plays as it was
    /// trained.</summary>
    /// <param name="size">Points of a side, 2 to 19.</param>
    /// <param name="komi">Points that White receives.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 2 to 19, or komi is not a finite number.</exception>
    public GoGame(int size, float komi)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 19);
        if (!float.IsFinite(komi))
        {
            throw new ArgumentOutOfRangeException(nameof(komi), komi, "Komi must be a finite number.");
        }

        _rules = new GoRules(new GoGrid(size), komi);
        Spec = new GameSpec
        {
            Id = $"go{size}",
            Players = 2,
            Turns = TurnModel.Alternating,
            Actions = (size * size) + 1,
            MaxLength = _rules.MaxLength,
            Observation = new ObservationShape(GoObservation.Planes, size, size),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    /// <summary>Points that White receives.</summary>
    public float Komi => _rules.Komi;

    public int Symmetries => 8;

    public IGameState NewGame(ulong seed) => new GoState(_rules);

    public int TransformAction(int symmetry, int action)
        => action == _rules.Grid.Pass ? action : GridSymmetry.Point(symmetry, action, _rules.Grid.Size, _rules.Grid.Size);

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
        => GridSymmetry.Planes(symmetry, Spec.Observation, source, target);

    public int BaselineAction(IGameState state) => GoBaseline.Choose((GoState)state);

    public IGameState ReadPosition(string text) => GoText.Read(_rules, text);

    public string WritePosition(IGameState state) => GoText.Write((GoState)state);

    // Half a point less than the score of best play where that is known (2 to 7 points of a side: 1, 9, 2, 25, 4, 9), so that Black must
    // play well. On 5x5 best play takes the whole board, which White learns nothing from; with 3.5 White wins by living with a small group
    // (Black's usual lead is then 3), and GNU Go's games from two random moves are won by each side in half of the cases.
    private static float UsualKomi(int size) => size switch
    {
        2 => 0.5f,
        3 => 8.5f,
        4 => 1.5f,
        5 or 6 => 3.5f,
        7 => 8.5f,
        _ => 7.5f,
    };
}
