using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>Wait (0) or, if it is allowed, stop (1) and receive 1; action 2 is never legal. The second move is the time limit. Observations
/// are [moves, observer + 1].</summary>
internal sealed class TimedGame(int players, bool canStop) : IGame
{
    public const int Limit = 2;

    public GameSpec Spec { get; } = new()
    {
        Id = "timed",
        Players = players,
        Actions = 3,
        Observation = ObservationShape.Vector(2),
        MinReturn = players == 1 ? 0 : -1,
        MaxReturn = 1,
        Turns = players == 1 ? TurnModel.Single : TurnModel.Alternating,
        MaxLength = Limit,
    };

    public IGameState NewGame(ulong seed) => new State(players, canStop);

    private sealed class State(int players, bool canStop) : IGameState
    {
        private int _moves;
        private int _winner = -1;

        public int ToPlay => _winner >= 0 || _moves == Limit ? Player.Terminal : _moves % players;

        public int LegalActions(Span<int> actions)
        {
            if (ToPlay < 0)
            {
                return 0;
            }

            (actions[0], actions[1]) = (0, 1);
            return canStop ? 2 : 1;
        }

        public Transition Apply(int action)
        {
            if (ToPlay < 0 || action > (canStop ? 1 : 0))
            {
                throw new ArgumentException($"{action} is not legal.", nameof(action));
            }

            _winner = action == 1 ? ToPlay : -1;
            _moves++;
            return _winner >= 0 ? Transition.Terminated : _moves == Limit ? Transition.Truncated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            for (int player = 0; player < players; player++)
            {
                rewards[player] = _winner < 0 ? 0.0f : player == _winner ? 1.0f : -1.0f;
            }
        }

        public void Observe(int player, Span<float> observation) => (observation[0], observation[1]) = (_moves, player + 1);

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_moves}";
    }
}
