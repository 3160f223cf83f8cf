using System.Globalization;
using MuZero.Games;

namespace UntunedGames;

/// <summary>Pendulum (Gymnasium's Pendulum-v1, with five torques): swing a pole up and hold it there. Each of 200 steps costs the
/// squared angle, plus shares of squared speed and torque.</summary>
public sealed class Pendulum : IGame
{
    public const int TimeLimit = 200;

    public GameSpec Spec { get; } = new()
    {
        Id = "pendulum",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 5, // torques -2, -1, 0, 1, 2
        MaxLength = TimeLimit,
        Observation = ObservationShape.Vector(3),
        Rewards = RewardTiming.Stepwise,
        Discount = 0.99f,
        MinReturn = -1_630.0f, // 100 steps' worth of the highest cost, 16.3
        MaxReturn = 0.0f,
    };

    public IGameState NewGame(ulong seed) => new PendulumState(new Random((int)(seed ^ (seed >> 32))));
}

internal sealed class PendulumState : IGameState
{
    private const double Gravity = 10.0;
    private const double Seconds = 0.05;
    private const double MaxSpeed = 8.0;

    private double _angle; // from upright
    private double _speed;
    private double _reward;
    private int _steps;

    public PendulumState(Random random)
    {
        _angle = ((2.0 * random.NextDouble()) - 1.0) * Math.PI;
        _speed = (2.0 * random.NextDouble()) - 1.0;
    }

    private PendulumState(PendulumState other)
    {
        _angle = other._angle;
        _speed = other._speed;
        _reward = other._reward;
        _steps = other._steps;
    }

    public int ToPlay => _steps == Pendulum.TimeLimit ? Player.Terminal : 0;

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay == Player.Terminal)
        {
            return 0;
        }

        for (int action = 0; action < 5; action++)
        {
            actions[action] = action;
        }

        return 5;
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Terminal || (uint)action >= 5)
        {
            throw IllegalActionException.For(this, action, 5);
        }

        double torque = action - 2;
        _reward = -((_angle * _angle) + (0.1 * _speed * _speed) + (0.001 * torque * torque));
        double acceleration = (1.5 * Gravity * Math.Sin(_angle)) + (3.0 * torque);
        _speed = Math.Clamp(_speed + (acceleration * Seconds), -MaxSpeed, MaxSpeed);
        _angle = Math.IEEERemainder(_angle + (_speed * Seconds), 2.0 * Math.PI);
        _steps++;
        return ToPlay == Player.Terminal ? Transition.Truncated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = (float)_reward;

    public void Observe(int player, Span<float> observation)
    {
        observation[0] = (float)Math.Cos(_angle);
        observation[1] = (float)Math.Sin(_angle);
        observation[2] = (float)(_speed / MaxSpeed);
    }

    public IGameState Clone() => new PendulumState(this);

    public string Render()
        => string.Create(CultureInfo.InvariantCulture, $"angle {_angle:F2}, speed {_speed:F2}, step {_steps}");
}
