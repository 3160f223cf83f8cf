using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>A point in the plane that every action, a vector within [-1, 1] x [-2, 2], moves; a step costs its distance from the
/// origin, and an episode has <see cref="Steps"/>.</summary>
/// <param name="shrink">Takes a share off the first number of actions that come by number: a fault.</param>
/// <param name="isOpen">Vectors outside of the box are taken: a fault.</param>
internal sealed class BoxWalk(float shrink = 0.0f, bool isOpen = false) : IGame
{
    public const int Steps = 4;

    public GameSpec Spec { get; } = new()
    {
        Id = "boxwalk",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 9,
        ActionBox = new ActionBox([-1.0f, -2.0f], [1.0f, 2.0f], points: 3),
        Observation = ObservationShape.Vector(3),
        Rewards = RewardTiming.Stepwise,
        Discount = 0.9f,
        MinReturn = -100.0f,
        MaxReturn = 0.0f,
        MaxLength = Steps,
    };

    public IGameState NewGame(ulong seed) => new State(Spec, shrink, isOpen) { X = seed % 3, Y = seed % 2 };

    internal sealed class State(GameSpec spec, float shrink, bool isOpen) : IGameState, IContinuousActions
    {
        public float X { get; set; }

        public float Y { get; set; }

        public int Step { get; set; }

        public int ToPlay => Step < Steps ? 0 : Player.Terminal;

        public int LegalActions(Span<int> actions)
        {
            int count = ToPlay < 0 ? 0 : spec.Actions;
            for (int action = 0; action < count; action++)
            {
                actions[action] = action;
            }

            return count;
        }

        public Transition Apply(int action)
        {
            float[] vector = new float[2];
            spec.ActionBox!.Write(action, vector);
            vector[0] *= 1.0f - shrink;
            return Apply(vector);
        }

        public Transition Apply(ReadOnlySpan<float> action)
        {
            if (!isOpen)
            {
                spec.ActionBox!.Require(action);
            }

            (X, Y) = (X + action[0], Y + action[1]);
            return ++Step < Steps ? Transition.Continues : Transition.Truncated;
        }

        public void Rewards(Span<float> rewards) => rewards[0] = Step == 0 ? 0.0f : -MathF.Sqrt((X * X) + (Y * Y));

        public void Observe(int player, Span<float> observation) => (observation[0], observation[1], observation[2]) = (X, Y, Step);

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{X} {Y}";
    }
}
