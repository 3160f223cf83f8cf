using MuZero.Games;

namespace SampleGame;

/// <summary>Take one, two or three of fifteen matches; who takes the last one wins.</summary>
public sealed class TakeAway : IGame
{
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

    public IGameState NewGame(ulong seed) => new Heap(15, 0);

    private sealed class Heap(int matches, int moves) : IGameState
    {
        private int _matches = matches, _moves = moves;

        public int ToPlay => _matches == 0 ? Player.Terminal : _moves % 2;

        public int LegalActions(Span<int> actions)
        {
            ReadOnlySpan<int> legal = [0, 1, 2];
            legal[..Math.Min(3, _matches)].CopyTo(actions);
            return Math.Min(3, _matches);
        }

        public Transition Apply(int action)
        {
            _matches -= action is 0 or 1 or 2 && action < _matches ? action + 1 : throw IllegalActionException.For(this, action, 3);
            _moves++;
            return _matches == 0 ? Transition.Terminated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            rewards[0] = _matches > 0 ? 0 : _moves % 2 == 1 ? 1 : -1;
            rewards[1] = -rewards[0];
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
