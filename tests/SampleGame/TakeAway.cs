using MuZero.Games;

namespace SampleGame;

/// <summary>Take one, two or three of fifteen matches; who takes the last one wins.</summary>
public sealed class TakeAway : IGame
{
    /// <inheritdoc/>
    public GameSpec Spec { get; } = new()
    {
        Id = "samplegame",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 3,
        MaxLength = 15,
        Observation = ObservationShape.Vector(16),
        MinReturn = -1,
        MaxReturn = 1,
    };

    /// <inheritdoc/>
    public IGameState NewGame(ulong seed) => new Heap(15, 0);

    private sealed class Heap(int matches, int moves) : IGameState
    {
        private int _matches = matches, _moves = moves;

        public int ToPlay => _matches == 0 ? Player.Terminal : _moves % 2;

        public int LegalActions(Span<int> actions)
        {
            int count = Math.Min(3, _matches);
            for (int action = 0; action < count; action++)
            {
                actions[action] = action;
            }

            return count;
        }

        public Transition Apply(int action)
        {
            if (action < 0 || action >= Math.Min(3, _matches))
            {
                throw IllegalActionException.For(this, action, 3);
            }

            _matches -= action + 1;
            _moves++;
            return _matches == 0 ? Transition.Terminated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            for (int player = 0; player < 2; player++)
            {
                rewards[player] = _matches > 0 ? 0 : player == (_moves - 1) % 2 ? 1 : -1;
            }
        }

        public void Observe(int player, Span<float> observation)
        {
            observation.Clear();
            observation[_matches] = 1;
        }

        public IGameState Clone() => new Heap(_matches, _moves);

        public string Render() => $"{_matches} matches, move {_moves + 1}";
    }
}
