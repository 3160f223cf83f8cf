using System.Globalization;
using MuZero.Numerics;

namespace MuZero.Games.Pendulum;

/// <summary>Pendulum-v1 of Gymnasium: swing a pendulum up and hold it there by a torque of -2 to 2, which is too weak to lift it at once.
/// A step costs angle^2 + 0.1 speed^2 + 0.001 torque^2, and an episode has 200.</summary>
public sealed class PendulumGame : IGame
{
    private const float StepDiscount = 0.99f;
    private const int GridPoints = 9;

    internal static readonly ActionBox Torques = new([-PendulumState.LargestTorque], [PendulumState.LargestTorque], GridPoints);

    public GameSpec Spec { get; } = new()
    {
        Id = "pendulum",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = GridPoints,
        ActionBox = Torques,
        MaxLength = PendulumState.TimeLimit,
        Observation = ObservationShape.Vector(3),
        Rewards = RewardTiming.Stepwise,
        Discount = StepDiscount,
        // The value at the time limit bootstraps, so values reach the sum of the endless series of the worst step.
        MinReturn = -PendulumState.LargestCost / (1.0f - StepDiscount),
        MaxReturn = 0.0f,
    };

    public IGameState NewGame(ulong seed) => new PendulumState(new RandomStream(seed));
}

internal sealed class PendulumState : IGameState, IContinuousActions, IActionText, ICopyTo
{
    public const int TimeLimit = 200;
    public const float LargestTorque = 2.0f;

    /// <summary>Above pi^2 + 0.1 * 8^2 + 0.001 * 2^2.</summary>
    public const float LargestCost = 16.2737f;

    private const double TopSpeed = 8.0;
    private const double Tau = 0.05; // seconds per step
    private const double Gravity = 10.0;
    private const double Mass = 1.0;
    private const double Length = 1.0;

    private double _angle; // radians from upright
    private double _speed;
    private double _reward;
    private int _step;

    public PendulumState(RandomStream random)
    {
        _angle = ((2.0 * random.NextDouble()) - 1.0) * Math.PI;
        _speed = (2.0 * random.NextDouble()) - 1.0;
    }

    /// <summary>A given state after some steps.</summary>
    internal PendulumState(double angle, double speed, int step) => (_angle, _speed, _step) = (angle, speed, step);

    internal double[] Numbers => [_angle, _speed, _reward];

    public int ToPlay => _step >= TimeLimit ? Player.Terminal : 0;

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay < 0)
        {
            return 0;
        }

        for (int action = 0; action < PendulumGame.Torques.Actions; action++)
        {
            actions[action] = action;
        }

        return PendulumGame.Torques.Actions;
    }

    public Transition Apply(int action)
    {
        if (ToPlay < 0 || action < 0 || action >= PendulumGame.Torques.Actions)
        {
            throw IllegalActionException.For(this, action, PendulumGame.Torques.Actions);
        }

        Span<float> torque = stackalloc float[1];
        PendulumGame.Torques.Write(action, torque);
        return Apply(torque);
    }

    public Transition Apply(ReadOnlySpan<float> action)
    {
        PendulumGame.Torques.Require(action);
        if (ToPlay < 0)
        {
            throw new ArgumentException($"The episode is over after {TimeLimit} steps.", nameof(action));
        }

        double torque = action[0], angle = Normalize(_angle);
        _reward = -((angle * angle) + (0.1 * _speed * _speed) + (0.001 * torque * torque));
        double acceleration = (3.0 * Gravity / (2.0 * Length) * Math.Sin(_angle)) + (3.0 / (Mass * Length * Length) * torque);

        // Gymnasium's order: the angle moves with the new speed.
        _speed = Math.Clamp(_speed + (acceleration * Tau), -TopSpeed, TopSpeed);
        _angle += _speed * Tau;
        _step++;
        return _step >= TimeLimit ? Transition.Truncated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = (float)_reward;

    public void Observe(int player, Span<float> observation)
    {
        observation[0] = (float)Math.Cos(_angle);
        observation[1] = (float)Math.Sin(_angle);
        observation[2] = (float)(_speed / TopSpeed);
    }

    public IGameState Clone()
    {
        PendulumState copy = new(_angle, _speed, _step);
        copy._reward = _reward;
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        PendulumState other = (PendulumState)target;
        other._angle = _angle;
        other._speed = _speed;
        other._reward = _reward;
        other._step = _step;
    }

    public string ActionText(int action)
    {
        Span<float> torque = stackalloc float[1];
        PendulumGame.Torques.Write(action, torque);
        return torque[0].ToString("0.###", CultureInfo.InvariantCulture);
    }

    public string Render() => string.Create(
        CultureInfo.InvariantCulture,
        $"step {_step}  angle {Normalize(_angle) * 180.0 / Math.PI:F1} degrees from upright  speed {_speed:F3}\n{Dial()}");

    // ((x + pi) % (2 pi)) - pi with the sign of Python's remainder.
    private static double Normalize(double angle)
    {
        double turn = (angle + Math.PI) % (2.0 * Math.PI);
        return (turn < 0.0 ? turn + (2.0 * Math.PI) : turn) - Math.PI;
    }

    // The pivot and the pendulum's end, seen from the front.
    private string Dial()
    {
        const int Rows = 7, Columns = 13;
        char[][] rows = [.. Enumerable.Range(0, Rows).Select(_ => new string('.', Columns).ToCharArray())];
        rows[Rows / 2][Columns / 2] = '+';
        int row = (int)Math.Round((Rows / 2) * (1.0 - Math.Cos(_angle)));
        int column = (int)Math.Round((Columns / 2) * (1.0 - Math.Sin(_angle)));
        rows[Math.Clamp(row, 0, Rows - 1)][Math.Clamp(column, 0, Columns - 1)] = 'O';
        return string.Join('\n', rows.Select(cells => new string(cells)));
    }
}
