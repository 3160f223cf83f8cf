using System.Globalization;
using MuZero.Numerics;

namespace MuZero.Games.MountainCar;

/// <summary>MountainCar-v0 of Gym (Moore 1990; Sutton and Barto, example 10.1): a car in a valley is too weak for the slope to the goal
/// and must swing up. A step costs 1, 200 steps at most.</summary>
public sealed class MountainCarGame : IGame, IBaseline
{
    private const float StepDiscount = 0.99f;

    public GameSpec Spec { get; } = new()
    {
        Id = "mountaincar",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 3,
        MaxLength = MountainCarState.TimeLimit,
        Observation = ObservationShape.Vector(2),
        Rewards = RewardTiming.Stepwise,
        Discount = StepDiscount,
        // The value at the time limit bootstraps, so values reach the sum of the endless series.
        MinReturn = -1.0f / (1.0f - StepDiscount),
        MaxReturn = 0.0f,
    };

    public IGameState NewGame(ulong seed) => new MountainCarState(new RandomStream(seed));

    /// <remarks>Pushing the way that the car rolls only adds energy; the goal follows after about 120 steps.</remarks>
    public int BaselineAction(IGameState state)
        => ((MountainCarState)state).Velocity < 0.0 ? MountainCarState.Left : MountainCarState.Right;
}

internal sealed class MountainCarState : IGameState, IActionText, ICopyTo
{
    public const int TimeLimit = 200;
    public const int Left = 0;
    public const int Right = 2;

    private const int Actions = 3;
    private const double Force = 0.001;
    private const double Gravity = 0.0025;
    private const double LeftWall = -1.2;
    private const double RightEnd = 0.6;
    private const double TopSpeed = 0.07;
    private const double Goal = 0.5;
    private const double LowestStart = -0.6;
    private const double StartRange = 0.2;

    // Positions are observed from the middle of the track.
    private const double Middle = (LeftWall + RightEnd) / 2;
    private const double HalfTrack = (RightEnd - LeftWall) / 2;

    private static readonly string[] _names = ["left", "coast", "right"];

    private double _position;
    private int _step;

    public MountainCarState(RandomStream random) => _position = LowestStart + (StartRange * random.NextDouble());

    /// <summary>A given state after some steps.</summary>
    internal MountainCarState(double position, double velocity, int step) => (_position, Velocity, _step) = (position, velocity, step);

    public double Position => _position;

    public double Velocity { get; private set; }

    public int ToPlay => _position >= Goal || _step >= TimeLimit ? Player.Terminal : 0;

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay < 0)
        {
            return 0;
        }

        for (int action = 0; action < Actions; action++)
        {
            actions[action] = action;
        }

        return Actions;
    }

    public Transition Apply(int action)
    {
        if (ToPlay < 0 || action is < 0 or >= Actions)
        {
            throw IllegalActionException.For(this, action, Actions);
        }

        double velocity = Velocity + ((action - 1) * Force) - (Math.Cos(3 * _position) * Gravity);
        Velocity = Math.Clamp(velocity, -TopSpeed, TopSpeed);
        _position = Math.Clamp(_position + Velocity, LeftWall, RightEnd);
        if (_position == LeftWall)
        {
            Velocity = Math.Max(Velocity, 0.0); // the wall stops the car
        }

        _step++;
        return _position >= Goal ? Transition.Terminated : _step >= TimeLimit ? Transition.Truncated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _step == 0 ? 0.0f : -1.0f;

    public void Observe(int player, Span<float> observation)
    {
        observation[0] = (float)((_position - Middle) / HalfTrack);
        observation[1] = (float)(Velocity / TopSpeed);
    }

    public IGameState Clone() => new MountainCarState(_position, Velocity, _step);

    public void CopyTo(IGameState target)
    {
        MountainCarState other = (MountainCarState)target;
        other._position = _position;
        other.Velocity = Velocity;
        other._step = _step;
    }

    public string ActionText(int action) => _names[action];

    public string Render() => string.Create(CultureInfo.InvariantCulture, $"step {_step}  position {_position:F4}  velocity {Velocity:F5}");
}
