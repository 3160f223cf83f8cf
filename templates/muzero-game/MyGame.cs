using MuZero.Games;

/// <summary>Take one to three of twelve stones. The player who takes the last one wins.</summary>
public sealed class MyGame : IGame
{
    private const int Stones = 12;
    private const int Most = 3;

    public GameSpec Spec { get; } = new()
    {
        Id = "game-id",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = Most, // action a takes a + 1 stones
        Observation = ObservationShape.Vector(Stones + 1),
        MinReturn = -1, // of a whole game, for either player
        MaxReturn = 1,
        MaxLength = Stones, // moves of the longest game
    };

    public IGameState NewGame(ulong seed) => new State();

    private sealed class State : IGameState, IActionText
    {
        private int _stones = Stones;
        private int _player;
        private int _winner = -1;

        public int ToPlay => _stones == 0 ? Player.Terminal : _player;

        public int LegalActions(Span<int> actions)
        {
            int count = Math.Min(Most, _stones);
            for (int i = 0; i < count; i++)
            {
                actions[i] = i;
            }

            return count;
        }

        public Transition Apply(int action)
        {
            if (action < 0 || action >= Math.Min(Most, _stones))
            {
                throw IllegalActionException.For(this, action, Most);
            }

            _stones -= action + 1;
            _winner = _stones == 0 ? _player : -1;
            _player = 1 - _player;
            return _stones == 0 ? Transition.Terminated : Transition.Continues;
        }

        // Of the last move; entry p is player p's.
        public void Rewards(Span<float> rewards)
        {
            for (int p = 0; p < 2; p++)
            {
                rewards[p] = _winner < 0 ? 0 : p == _winner ? 1 : -1;
            }
        }

        // One-hot: the number of stones. Both players see the same.
        public void Observe(int player, Span<float> observation)
        {
            observation.Clear();
            observation[_stones] = 1;
        }

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_stones} stones";

        public string ActionText(int action) => $"take{action + 1}";
    }
}
