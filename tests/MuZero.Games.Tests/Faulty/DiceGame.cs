namespace MuZero.Games.Tests.Faulty;

/// <summary>Throw a die until it shows the last face, three times at most; the probabilities sum to <paramref name="total"/>.</summary>
internal sealed class DiceGame(float total) : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "dice",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 1,
        MaxLength = 3,
        ChanceOutcomes = 2,
        Observation = ObservationShape.Vector(3),
        Rewards = RewardTiming.Stepwise,
        MinReturn = 0,
        MaxReturn = 1,
    };

    public IGameState NewGame(ulong seed) => new State(total, 0, false, false);

    private sealed class State(float total, int throws, bool rolling, bool won) : IGameState, IChance
    {
        private int _throws = throws;
        private bool _rolling = rolling, _won = won;

        public int ToPlay => _rolling ? Player.Chance : _won || _throws == 3 ? Player.Terminal : 0;

        public int LegalActions(Span<int> actions)
        {
            actions[0] = 0;
            return ToPlay == 0 ? 1 : 0;
        }

        public Transition Apply(int action)
        {
            if (ToPlay == Player.Terminal || action < 0 || action > (_rolling ? 1 : 0))
            {
                throw IllegalActionException.For(this, action, 1);
            }

            (_throws, _won, _rolling) = _rolling ? (_throws, action == 1, false) : (_throws + 1, false, true);
            return ToPlay == Player.Terminal ? Transition.Terminated : Transition.Continues;
        }

        public void ChanceProbabilities(Span<float> probabilities) => (probabilities[0], probabilities[1]) = (0.75f, total - 0.75f);

        public void Rewards(Span<float> rewards) => rewards[0] = _won ? 1 : 0;

        public void Observe(int player, Span<float> observation)
            => (observation[0], observation[1], observation[2]) = (_throws, _rolling ? 1 : 0, _won ? 1 : 0);

        public IGameState Clone() => new State(total, _throws, _rolling, _won);

        public string Render() => $"throw {_throws}{(_rolling ? ", rolling" : "")}";
    }
}
