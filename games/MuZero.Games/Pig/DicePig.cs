namespace MuZero.Games.Pig;

/// <summary>The rules that the games of Pig share: a player rolls a die as often as they like; a 1 ends the turn and loses its points, a
/// hold ends it and adds them to the score. The first to reach the target wins.</summary>
/// <remarks>A turn begins with a roll, so that no player passes. Points that reach the target win at once, without a hold.</remarks>
public abstract class DicePig : IGame, IBaseline, ISolver
{
    private const int BaselinePoints = 20;
    private const int DecisionsPerPoint = 10; // of the time limit; games to 100 take 40 to 200 decisions

    private readonly int _target;
    private readonly Lazy<PigSolver> _solver;

    private protected DicePig(string id, int target)
    {
        _target = target;
        _solver = new Lazy<PigSolver>(() => new PigSolver(target));
        Spec = new GameSpec
        {
            Id = id,
            Players = 2,
            Turns = TurnModel.Arbitrary,
            Actions = PigState.Actions,
            ChanceOutcomes = PigState.Sides,
            MaxLength = target * DecisionsPerPoint,
            Observation = ObservationShape.Vector(4),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    public bool IsConcurrent => true;

    public IGameState NewGame(ulong seed) => new PigState(_target, Spec.MaxLength);

    /// <summary>Holds at 20 points, which is the best fixed number of points for a player who does not look at the scores.</summary>
    public int BaselineAction(IGameState state)
        => ((PigState)state).TurnPoints >= BaselinePoints ? PigState.Hold : PigState.Roll;

    /// <summary>Twice the probability of a win with best play, less 1. The time limit is left out.</summary>
    public float Solve(IGameState state)
    {
        PigState pig = (PigState)state;
        int player = pig.ToPlay;
        return player < 0 ? 0.0f
            : (float)((2.0 * _solver.Value.WinProbability(pig.Score(player), pig.Score(Seats.Other(player)), pig.TurnPoints)) - 1.0);
    }

    public bool CanSolve(IGameState state) => true;
}
