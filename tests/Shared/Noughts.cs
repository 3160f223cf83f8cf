using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>Noughts and crosses with every optional part that the engine's tests need: copying, hashing, a baseline (the largest legal
/// action) and a solver.</summary>
internal sealed class Noughts : IGame, IBaseline, ISolver
{
    private static readonly int[] _lines = [0b111, 0b111_000, 0b111_000_000, 0b001_001_001, 0b010_010_010, 0b100_100_100, 0b100_010_001,
        0b001_010_100];

    private readonly Dictionary<ulong, float> _solved = [];

    public GameSpec Spec { get; } = new()
    {
        Id = "noughts",
        Players = 2,
        Actions = 9,
        Observation = new ObservationShape(2, 3, 3),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = TurnModel.Alternating,
        MaxLength = 9,
    };

    /// <summary>Seeds of the games begun so far.</summary>
    public List<ulong> Seeds { get; } = [];

    public IGameState NewGame(ulong seed)
    {
        Seeds.Add(seed);
        return new State();
    }

    /// <summary>The position after some moves.</summary>
    public static IGameState After(params int[] moves)
    {
        var state = new State();
        Array.ForEach(moves, move => state.Apply(move));
        return state;
    }

    public static bool HasLine(ReadOnlySpan<float> stones)
    {
        int mask = 0;
        for (int cell = 0; cell < 9; cell++)
        {
            mask |= stones[cell] > 0.0f ? 1 << cell : 0;
        }

        return HasLine(mask);
    }

    public int BaselineAction(IGameState state)
    {
        Span<int> legal = stackalloc int[9];
        return legal[state.LegalActions(legal) - 1];
    }

    public float Solve(IGameState state)
    {
        ulong hash = ((IHashable)state).Hash;
        if (_solved.TryGetValue(hash, out float known))
        {
            return known;
        }

        float best = float.NegativeInfinity;
        int[] legal = new int[9];
        float[] rewards = new float[2];
        foreach (int action in legal[..state.LegalActions(legal)])
        {
            IGameState next = state.Clone();
            Transition transition = next.Apply(action);
            next.Rewards(rewards);
            best = Math.Max(best, transition == Transition.Terminated ? rewards[state.ToPlay] : -Solve(next));
        }

        return _solved[hash] = best;
    }

    private static bool HasLine(int mask)
    {
        foreach (int line in _lines)
        {
            if ((mask & line) == line)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class State : IGameState, ICopyTo, IHashable
    {
        private int _first;
        private int _second;
        private int _moves;

        public int ToPlay => IsWon || _moves == 9 ? Player.Terminal : _moves % 2;

        public ulong Hash => ((ulong)(uint)_first << 9) | (uint)_second;

        private bool IsWon => HasLine(_first) || HasLine(_second);

        public int LegalActions(Span<int> actions)
        {
            int count = 0;
            for (int cell = 0; cell < 9 && ToPlay >= 0; cell++)
            {
                if (((_first | _second) & (1 << cell)) == 0)
                {
                    actions[count++] = cell;
                }
            }

            return count;
        }

        public Transition Apply(int action)
        {
            if (ToPlay < 0 || ((_first | _second) & (1 << action)) != 0)
            {
                throw new ArgumentException($"{action} is not legal.", nameof(action));
            }

            _first |= _moves % 2 == 0 ? 1 << action : 0;
            _second |= _moves % 2 == 1 ? 1 << action : 0;
            _moves++;
            return ToPlay < 0 ? Transition.Terminated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            rewards[0] = HasLine(_first) ? 1.0f : HasLine(_second) ? -1.0f : 0.0f;
            rewards[1] = 0.0f - rewards[0];
        }

        public void Observe(int player, Span<float> observation)
        {
            (int mine, int theirs) = player == 0 ? (_first, _second) : (_second, _first);
            for (int cell = 0; cell < 9; cell++)
            {
                observation[cell] = (mine >> cell) & 1;
                observation[9 + cell] = (theirs >> cell) & 1;
            }
        }

        public void CopyTo(IGameState target)
        {
            var other = (State)target;
            (other._first, other._second, other._moves) = (_first, _second, _moves);
        }

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_first} {_second}";
    }
}
