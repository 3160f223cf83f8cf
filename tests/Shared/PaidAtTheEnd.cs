using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>One player, five moves of two actions, one of them right at each move. The share of right moves is paid with the last one,
/// which returns
/// <paramref name="last"/>. Observations are [moves as one-hot, right moves / 5].</summary>
internal sealed class PaidAtTheEnd(Transition last, RewardTiming timing) : IGame
{
    public const int Moves = 5;

    public GameSpec Spec { get; } = new()
    {
        Id = "paid",
        Players = 1,
        Actions = 2,
        Observation = ObservationShape.Vector(Moves + 2),
        MinReturn = 0,
        MaxReturn = 1,
        Rewards = timing,
        Turns = TurnModel.Single,
        MaxLength = Moves,
    };

    /// <summary>The worth of a full set of right moves.</summary>
    public float Pay { get; init; } = 1.0f;

    public IGameState NewGame(ulong seed) => new State(last, Pay);

    private sealed class State(Transition last, float pay) : IGameState
    {
        private int _moves;
        private int _right;

        public int ToPlay => _moves == Moves ? Player.Terminal : 0;

        public int LegalActions(Span<int> actions)
        {
            (actions[0], actions[1]) = (0, 1);
            return _moves == Moves ? 0 : 2;
        }

        public Transition Apply(int action)
        {
            _right += action == _moves % 2 ? 1 : 0;
            _moves++;
            return _moves == Moves ? last : Transition.Continues;
        }

        public void Rewards(Span<float> rewards) => rewards[0] = _moves == Moves ? pay * _right / Moves : 0.0f;

        public void Observe(int player, Span<float> observation)
        {
            observation.Clear();
            observation[_moves] = 1.0f;
            observation[Moves + 1] = _right / (float)Moves;
        }

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_right} of {_moves}";
    }
}
