using System.Globalization;
using MuZero.Games;

namespace UntunedGames;

/// <summary>Acrobot (Gymnasium's Acrobot-v1; Sutton and Barto, example 11.3): two links hang down, a torque at the joint between them
/// swings the lower end above a line. Each step costs 1; 500 steps at most.</summary>
public sealed class Acrobot : IGame
{
    public const int TimeLimit = 500;

    public GameSpec Spec { get; } = new()
    {
        Id = "acrobot",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 3, // torques -1, 0, 1
        MaxLength = TimeLimit,
        Observation = ObservationShape.Vector(6),
        Rewards = RewardTiming.Stepwise,
        MinReturn = -TimeLimit,
        MaxReturn = 0.0f,
    };

    public IGameState NewGame(ulong seed) => new AcrobotState(new Random((int)(seed ^ (seed >> 32))));
}

internal sealed class AcrobotState : IGameState
{
    private const double Seconds = 0.2;
    private const double Gravity = 9.8;
    private const double MaxFirstSpeed = 4.0 * Math.PI;
    private const double MaxSecondSpeed = 9.0 * Math.PI;

    private Motion _motion;
    private int _steps;
    private float _reward;

    public AcrobotState(Random random)
    {
        double Draw() => (0.2 * random.NextDouble()) - 0.1;
        _motion = new Motion(Draw(), Draw(), Draw(), Draw());
    }

    private AcrobotState(AcrobotState other)
    {
        _motion = other._motion;
        _steps = other._steps;
        _reward = other._reward;
    }

    public int ToPlay => _steps == Acrobot.TimeLimit || IsUp ? Player.Terminal : 0;

    private bool IsUp => -Math.Cos(_motion.First) - Math.Cos(_motion.First + _motion.Second) > 1.0;

    public int LegalActions(Span<int> actions)
    {
        if (ToPlay == Player.Terminal)
        {
            return 0;
        }

        for (int action = 0; action < 3; action++)
        {
            actions[action] = action;
        }

        return 3;
    }

    public Transition Apply(int action)
    {
        if (ToPlay == Player.Terminal || (uint)action >= 3)
        {
            throw IllegalActionException.For(this, action, 3);
        }

        // Runge and Kutta's method of fourth order.
        double torque = action - 1;
        Motion one = _motion.Change(torque);
        Motion two = _motion.After(one, Seconds / 2).Change(torque);
        Motion three = _motion.After(two, Seconds / 2).Change(torque);
        Motion four = _motion.After(three, Seconds).Change(torque);
        Motion next = _motion.After(one, Seconds / 6).After(two, Seconds / 3).After(three, Seconds / 3).After(four, Seconds / 6);
        _motion = new Motion(
            Math.IEEERemainder(next.First, 2.0 * Math.PI),
            Math.IEEERemainder(next.Second, 2.0 * Math.PI),
            Math.Clamp(next.FirstSpeed, -MaxFirstSpeed, MaxFirstSpeed),
            Math.Clamp(next.SecondSpeed, -MaxSecondSpeed, MaxSecondSpeed));
        _steps++;
        _reward = IsUp ? 0.0f : -1.0f;
        if (IsUp)
        {
            return Transition.Terminated;
        }

        return _steps == Acrobot.TimeLimit ? Transition.Truncated : Transition.Continues;
    }

    public void Rewards(Span<float> rewards) => rewards[0] = _reward;

    public void Observe(int player, Span<float> observation)
    {
        observation[0] = (float)Math.Cos(_motion.First);
        observation[1] = (float)Math.Sin(_motion.First);
        observation[2] = (float)Math.Cos(_motion.Second);
        observation[3] = (float)Math.Sin(_motion.Second);
        observation[4] = (float)(_motion.FirstSpeed / MaxFirstSpeed);
        observation[5] = (float)(_motion.SecondSpeed / MaxSecondSpeed);
    }

    public IGameState Clone() => new AcrobotState(this);

    public string Render()
        => string.Create(CultureInfo.InvariantCulture, $"angles {_motion.First:F2} and {_motion.Second:F2}, step {_steps}");

    /// <summary>Angles and speeds of both links, or what they change by in a second.</summary>
    private readonly record struct Motion(double First, double Second, double FirstSpeed, double SecondSpeed)
    {
        public Motion After(Motion change, double seconds) => new(
            First + (seconds * change.First),
            Second + (seconds * change.Second),
            FirstSpeed + (seconds * change.FirstSpeed),
            SecondSpeed + (seconds * change.SecondSpeed));

        // Both links have mass 1, length 1, moment of inertia 1 and their centre of mass in the middle.
        public Motion Change(double torque)
        {
            double d1 = 3.5 + Math.Cos(Second);
            double d2 = 1.25 + (0.5 * Math.Cos(Second));
            double phi2 = 0.5 * Gravity * Math.Cos(First + Second - (Math.PI / 2));
            double phi1 = (-0.5 * SecondSpeed * SecondSpeed * Math.Sin(Second)) - (SecondSpeed * FirstSpeed * Math.Sin(Second))
                + (1.5 * Gravity * Math.Cos(First - (Math.PI / 2))) + phi2;
            double pull = torque + (d2 / d1 * phi1) - (0.5 * FirstSpeed * FirstSpeed * Math.Sin(Second)) - phi2;
            double second = pull / (1.25 - (d2 * d2 / d1));
            double first = -((d2 * second) + phi1) / d1;
            return new Motion(FirstSpeed, SecondSpeed, first, second);
        }
    }
}
