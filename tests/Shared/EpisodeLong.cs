using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>One action, three hundred times: an episode that is worth compressing.</summary>
internal sealed class EpisodeLong : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "long",
        Players = 1,
        Actions = 1,
        Observation = ObservationShape.Vector(1),
        MinReturn = 0,
        MaxReturn = 300,
        Turns = TurnModel.Single,
        MaxLength = 300,
    };

    public IGameState NewGame(ulong seed) => new State();

    private sealed class State : IGameState
    {
        private int _moves;

        public int ToPlay => _moves == 300 ? Player.Terminal : 0;

        public int LegalActions(Span<int> actions)
        {
            actions[0] = 0;
            return 1;
        }

        public Transition Apply(int action) => ++_moves == 300 ? Transition.Terminated : Transition.Continues;

        public void Rewards(Span<float> rewards) => rewards[0] = 1.0f;

        public void Observe(int player, Span<float> observation) => observation[0] = _moves;

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_moves}";
    }
}
