using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>A heap of stones and several players: who takes the last stone receives 1 and the others share -1. In turn, action a takes
/// a + 1 stones; in free order it takes one, and the player a seats on moves next. The observation is [stones, P seats from the observer to
/// the player to move, one-hot].</summary>
internal sealed class TableGame(int players, int stones, TurnModel turns = TurnModel.Alternating) : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "table",
        Players = players,
        Actions = 3,
        Observation = ObservationShape.Vector(1 + players),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = turns,
        MaxLength = stones,
    };

    public IGameState NewGame(ulong seed) => new State(Spec, stones);

    /// <summary>The position after some actions.</summary>
    public IGameState After(params int[] actions)
    {
        IGameState state = NewGame(0);
        Array.ForEach(actions, action => state.Apply(action));
        return state;
    }

    private sealed class State(GameSpec spec, int stones) : IGameState
    {
        private int _stones = stones;
        private int _mover;

        public int ToPlay => _stones == 0 ? Player.Terminal : _mover;

        public int LegalActions(Span<int> actions)
        {
            int count = spec.Turns == TurnModel.Arbitrary && _stones > 0 ? spec.Actions : Math.Min(spec.Actions, _stones);
            for (int action = 0; action < count; action++)
            {
                actions[action] = action;
            }

            return count;
        }

        public Transition Apply(int action)
        {
            bool isFree = spec.Turns == TurnModel.Arbitrary;
            if (action < 0 || action >= spec.Actions || _stones < (isFree ? 1 : action + 1))
            {
                throw new ArgumentException($"Action {action} is not legal.", nameof(action));
            }

            _stones -= isFree ? 1 : action + 1;
            if (_stones == 0)
            {
                return Transition.Terminated;
            }

            _mover = (_mover + (isFree ? action : 1)) % spec.Players;
            return Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            rewards.Fill(_stones == 0 ? -1.0f / (spec.Players - 1) : 0.0f);
            if (_stones == 0)
            {
                rewards[_mover] = 1.0f;
            }
        }

        public void Observe(int player, Span<float> observation)
        {
            observation.Clear();
            observation[0] = _stones;
            observation[1 + ((_mover - player + spec.Players) % spec.Players)] = 1.0f;
        }

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_stones}";
    }
}
