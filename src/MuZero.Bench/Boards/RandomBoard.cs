namespace MuZero.Bench.Boards;

/// <summary>A board for two players on which any empty point may be taken until it is full: the shape of a game without its
/// rules.</summary>
/// <param name="id">The game that has this shape.</param>
/// <param name="planes">Planes of the observation.</param>
/// <param name="side">Height and width.</param>
/// <param name="pass">True adds an action that changes nothing.</param>
internal sealed class RandomBoard(string id, int planes, int side, bool pass) : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = id,
        Players = 2,
        Actions = (side * side) + (pass ? 1 : 0),
        Observation = new ObservationShape(planes, side, side),
        MinReturn = -1.0f,
        MaxReturn = 1.0f,
        Turns = TurnModel.Alternating,
        MaxLength = 2 * side * side,
    };

    public IGameState NewGame(ulong seed) => new State(Spec);

    private sealed class State(GameSpec spec) : IGameState, ICopyTo
    {
        private readonly sbyte[] _points = new sbyte[spec.Observation.Height * spec.Observation.Width];
        private int _moves;
        private int _passes;
        private int _taken;

        public int ToPlay => IsOver ? Player.Terminal : _moves & 1;

        private bool IsOver => _taken == _points.Length || _passes == 2;

        public int LegalActions(Span<int> legal)
        {
            int count = 0;
            for (int point = 0; point < _points.Length; point++)
            {
                if (_points[point] == 0)
                {
                    legal[count++] = point;
                }
            }

            for (int action = _points.Length; action < spec.Actions; action++)
            {
                legal[count++] = action;
            }

            return count;
        }

        public Transition Apply(int action)
        {
            if (action < _points.Length)
            {
                _points[action] = (sbyte)(1 + (_moves & 1));
                _taken++;
                _passes = 0;
            }
            else
            {
                _passes++;
            }

            _moves++;
            return IsOver ? Transition.Terminated : Transition.Continues;
        }

        // The parity of the moves serves as an outcome.
        public void Rewards(Span<float> rewards)
        {
            rewards.Clear();
            if (IsOver)
            {
                int winner = _moves & 1;
                rewards[winner] = 1.0f;
                rewards[1 - winner] = -1.0f;
            }
        }

        public void Observe(int player, Span<float> observation)
        {
            observation.Clear();
            for (int point = 0; point < _points.Length; point++)
            {
                if (_points[point] != 0)
                {
                    observation[(((_points[point] - 1) ^ player) * _points.Length) + point] = 1.0f;
                }
            }
        }

        public IGameState Clone()
        {
            State copy = new(spec);
            CopyTo(copy);
            return copy;
        }

        public void CopyTo(IGameState target)
        {
            State other = (State)target;
            _points.CopyTo(other._points, 0);
            (other._moves, other._passes, other._taken) = (_moves, _passes, _taken);
        }

        public string Render() => string.Join(' ', _points);
    }
}
