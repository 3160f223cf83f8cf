using MuZero.Games;

/// <summary>Five tiles on 2 x 3 places: slide them until they are in order. Every move costs 0.05, solving pays 1.</summary>
/// <remarks>A new game begins with the solved board after random slides drawn from the seed, so it can always be solved.</remarks>
public sealed class SlidingTiles : IGame
{
    private const int Height = 2;
    private const int Width = 3;
    private const int Places = Height * Width;
    private const int MostMoves = 40;
    private const float Cost = -0.05f;

    public GameSpec Spec { get; } = new()
    {
        Id = "slidingtiles",
        Players = 1,
        Turns = TurnModel.Single,
        Actions = 4,
        Observation = new ObservationShape(Places, Height, Width), // one plane per tile, the gap included
        Rewards = RewardTiming.Stepwise,
        MinReturn = MostMoves * Cost,
        MaxReturn = 1,
        MaxLength = MostMoves,
    };

    public IGameState NewGame(ulong seed)
    {
        State state = new();
        Random random = new(unchecked((int)seed));
        do
        {
            for (int slides = random.Next(3, 15); slides > 0; slides--)
            {
                state.Slide(random.Next(4));
            }
        }
        while (state.IsSolved);

        return state;
    }

    private sealed class State : IGameState, IActionText
    {
        private static readonly (int Down, int Right)[] _ways = [(-1, 0), (1, 0), (0, -1), (0, 1)]; // of the gap

        private readonly int[] _tiles = [1, 2, 3, 4, 5, 0]; // 0 is the gap
        private int _gap = Places - 1;
        private int _moves;

        public bool IsSolved => _tiles.AsSpan().SequenceEqual([1, 2, 3, 4, 5, 0]);

        public int ToPlay => _moves > 0 && (IsSolved || _moves == MostMoves) ? Player.Terminal : 0;

        public int LegalActions(Span<int> actions)
        {
            int count = 0;
            for (int action = 0; action < 4 && ToPlay == 0; action++)
            {
                if (Target(action) >= 0)
                {
                    actions[count++] = action;
                }
            }

            return count;
        }

        public Transition Apply(int action)
        {
            if (ToPlay != 0 || action is < 0 or > 3 || !Slide(action))
            {
                throw IllegalActionException.For(this, action, 4);
            }

            _moves++;
            return IsSolved ? Transition.Terminated : _moves == MostMoves ? Transition.Truncated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards) => rewards[0] = _moves == 0 ? 0 : Cost + (IsSolved ? 1 : 0);

        public void Observe(int player, Span<float> observation)
        {
            observation.Clear();
            for (int place = 0; place < Places; place++)
            {
                observation[(_tiles[place] * Places) + place] = 1;
            }
        }

        public IGameState Clone()
        {
            State copy = new() { _gap = _gap, _moves = _moves };
            _tiles.CopyTo(copy._tiles, 0);
            return copy;
        }

        public string Render() => string.Join('\n', _tiles.Chunk(Width).Select(row => string.Join(' ', row).Replace('0', '.')));

        public string ActionText(int action) => action switch { 0 => "up", 1 => "down", 2 => "left", _ => "right" };

        /// <summary>Moves the gap; false if the edge is there.</summary>
        public bool Slide(int action)
        {
            int target = Target(action);
            if (target < 0)
            {
                return false;
            }

            (_tiles[_gap], _tiles[target], _gap) = (_tiles[target], 0, target);
            return true;
        }

        private int Target(int action)
        {
            (int down, int right) = _ways[action];
            int row = (_gap / Width) + down;
            int column = (_gap % Width) + right;
            return row is >= 0 and < Height && column is >= 0 and < Width ? (row * Width) + column : -1;
        }
    }
}
