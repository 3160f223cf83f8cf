using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>One player, dice, both ends: walk from 0 to 6 by 1 or 2 (reward -0.5 a move), a coin then adds 0 or 1 step; 5 moves is the time
/// limit.</summary>
internal sealed class EpisodeWalk : IGame
{
    public const int Goal = 6;
    public const int Limit = 5;

    public GameSpec Spec { get; init; } = new()
    {
        Id = "walk",
        Players = 1,
        Actions = 3,
        Observation = ObservationShape.Vector(3),
        Discount = 0.9f,
        MinReturn = -10,
        MaxReturn = 0,
        Rewards = RewardTiming.Stepwise,
        Turns = TurnModel.Single,
        MaxLength = Limit,
        ChanceOutcomes = 3,
    };

    public IGameState NewGame(ulong seed) => new State { Place = (int)(seed % 3) };

    private sealed class State : IGameState, IChance
    {
        private int _moves;
        private bool _coin;
        private float _reward;

        public int Place { get; init; }

        private int Walked { get; set; }

        private bool IsOver => Place + Walked >= Goal || (_moves == Limit && !_coin);

        public int ToPlay => IsOver ? Player.Terminal : _coin ? Player.Chance : 0;

        public int LegalActions(Span<int> actions)
        {
            if (ToPlay != 0)
            {
                return 0;
            }

            (actions[0], actions[1]) = (1, 2);
            return 2;
        }

        public Transition Apply(int action)
        {
            bool isLegal = !IsOver && (_coin ? action is 0 or 1 : action is 1 or 2);
            if (!isLegal)
            {
                throw new ArgumentException($"{action} is not legal.", nameof(action));
            }

            Walked += action;
            _moves += _coin ? 0 : 1;
            _reward = _coin ? 0.0f : -0.5f;
            _coin = !_coin && Place + Walked < Goal;
            return Place + Walked >= Goal ? Transition.Terminated : IsOver ? Transition.Truncated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards) => rewards[0] = _reward;

        public void Observe(int player, Span<float> observation)
        {
            observation[0] = Place / (float)Goal;
            observation[1] = Walked / (float)Goal;
            observation[2] = _moves;
        }

        // The third outcome exists but never falls.
        public void ChanceProbabilities(Span<float> probabilities)
            => (probabilities[0], probabilities[1], probabilities[2]) = (0.5f, 0.5f, 0.0f);

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{Place + Walked}";
    }
}
