using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>A die falls before the first of three moves and after each; it pays what it shows, and a move pays 10.</summary>
internal sealed class PayingDice : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "dice",
        Players = 1,
        Actions = 2,
        Observation = ObservationShape.Vector(2),
        MinReturn = 0,
        MaxReturn = 40,
        Rewards = RewardTiming.Stepwise,
        Turns = TurnModel.Single,
        MaxLength = 3,
        ChanceOutcomes = 3,
    };

    public IGameState NewGame(ulong seed) => new State();

    private sealed class State : IGameState, IChance, ICopyTo
    {
        private int _falls;
        private int _moves;
        private float _reward;

        public int ToPlay => _falls == 4 ? Player.Terminal : _falls == _moves ? Player.Chance : 0;

        public int LegalActions(Span<int> actions)
        {
            (actions[0], actions[1]) = (0, 1);
            return ToPlay == 0 ? 2 : 0;
        }

        public Transition Apply(int action)
        {
            _reward = ToPlay == Player.Chance ? action : 10.0f;
            (_falls, _moves) = ToPlay == Player.Chance ? (_falls + 1, _moves) : (_falls, _moves + 1);
            return _falls == 4 ? Transition.Terminated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards) => rewards[0] = _reward;

        public void Observe(int player, Span<float> observation) => (observation[0], observation[1]) = (_moves, _reward);

        public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(1.0f / 3.0f);

        public IGameState Clone() => (State)MemberwiseClone();

        public void CopyTo(IGameState target)
        {
            State copy = (State)target;
            (copy._falls, copy._moves, copy._reward) = (_falls, _moves, _reward);
        }

        public string Render() => $"{_falls} {_moves} {_reward}";
    }
}
