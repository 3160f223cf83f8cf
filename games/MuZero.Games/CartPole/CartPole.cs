using System.Globalization;
using MuZero.Numerics;

namespace MuZero.Games.CartPole;

/// <summary>CartPole-v1 of Gym (Barto, Sutton and Anderson 1983): push a cart left or right to keep its pole up. 1 for each step, 500 at
/// most.</summary>
public sealed class CartPoleGame : IGame
{
    private const float StepDiscount = 0.997f;

    public GameSpec Spec { get; } = new()
    {
        Id = "cartpole",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 2,
        MaxLength = CartPoleState.TimeLimit,
        Observation = ObservationShape.Vector(4),
        Rewards = RewardTiming.Stepwise,
        Discount = StepDiscount,
        MinReturn = 0.0f,
        // The value at the time limit bootstraps, so values reach the sum of the endless series, not only that of 500 steps (259.1).
        MaxReturn = 333.4f,
    };

    public IGameState NewGame(ulong seed) => new CartPoleState(new RandomStream(seed));
}

internal sealed class CartPoleState : IGameState, IActionText, ICopyTo
{
    public const int TimeLimit = 500;

    private const double Gravity = 9.8;
    private const double PoleMass = 0.1;
    private const double TotalMass = 1.0 + PoleMass;
    private const double HalfLength = 0.5;
    private const double Force = 10.0;
    private const double Tau = 0.02; // seconds per step
    private const double PositionLimit = 2.4;
    private const double AngleLimit = 12 * 2 * Math.PI / 360;

    // Speeds have no limit; a falling pole reaches about these.
    private const double VelocityScale = 3.0;
    private const double AngularVelocityScale = 3.5;

    private double _position; // metres
    private double _velocity;
    private double _angle; // radians
    private double _angularVelocity;
    private int _step;

    public CartPoleState(RandomStream random)
    {
        _position = Draw(random);
        _velocity = Draw(random);
        _angle = Draw(random);
        _angularVelocity = Draw(random);
    }

    /// <summary>A given state: position, velocity, angle and angular velocity, after some steps.</summary>
    internal CartPoleState(ReadOnlySpan<double> numbers, int step)
    {
        _position = numbers[0];
        _velocity = numbers[1];
        _angle = numbers[2];
        _angularVelocity = numbers[3];
        _step = step;
    }

    private CartPoleState()
    {
    }

    internal double[] Numbers => [_position, _velocity, _angle, _angularVelocity];

    public int ToPlay => Fell || _step >= TimeLimit ? Player.Terminal : 0;

    private bool Fell => Math.Abs(_position) > PositionLimit || Math.Abs(_angle) > AngleLimit;

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

        double force = action == 1 ? Force : -Force;
        double cos = Math.Cos(_angle);
        double sin = Math.Sin(_angle);
        double pushed = (force + (PoleMass * HalfLength * _angularVelocity * _angularVelocity * sin)) / TotalMass;
        double angularAcceleration = ((Gravity * sin) - (cos * pushed)) / (HalfLength * ((4.0 / 3.0) - (PoleMass * cos * cos / TotalMass)));
        double acceleration = pushed - (PoleMass * HalfLength * angularAcceleration * cos / TotalMass);

        // Explicit Euler in Gym's order: positions move with the speeds from before the step.
        _position += Tau * _velocity;
        _velocity += Tau * acceleration;
        _angle += Tau * _angularVelocity;
        _angularVelocity += Tau * angularAcceleration;
        _step++;
        return Fell ? Transition.Terminated : _step >= TimeLimit ? Transition.Truncated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _step == 0 ? 0.0f : 1.0f;

    public void Observe(int player, Span<float> observation)
    {
        observation[0] = (float)(_position / PositionLimit);
        observation[1] = (float)(_velocity / VelocityScale);
        observation[2] = (float)(_angle / AngleLimit);
        observation[3] = (float)(_angularVelocity / AngularVelocityScale);
    }

    public IGameState Clone()
    {
        CartPoleState copy = new();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        CartPoleState other = (CartPoleState)target;
        other._position = _position;
        other._velocity = _velocity;
        other._angle = _angle;
        other._angularVelocity = _angularVelocity;
        other._step = _step;
    }

    public string ActionText(int action) => action == 0 ? "left" : "right";

    public string Render() => string.Create(
        CultureInfo.InvariantCulture,
        $"step {_step}  position {_position:F4}  velocity {_velocity:F4}  angle {_angle:F4}  angular velocity {_angularVelocity:F4}");

    private static double Draw(RandomStream random) => (random.NextDouble() * 0.1) - 0.05;
}
