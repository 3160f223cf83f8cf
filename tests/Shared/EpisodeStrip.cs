using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>Two players in turn take cells of a strip; the strip is full after five moves and the owner of the middle cell wins. Mirrored,
/// it is the same game.</summary>
internal sealed class EpisodeStrip : IGame, ISymmetries
{
    public const int Cells = 5;

    public GameSpec Spec { get; init; } = new()
    {
        Id = "strip",
        Version = 3,
        Players = 2,
        Actions = Cells,
        Observation = new ObservationShape(2, 1, Cells),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = TurnModel.Alternating,
        MaxLength = Cells,
    };

    public int Symmetries => 2;

    public IGameState NewGame(ulong seed) => new State();

    public int TransformAction(int symmetry, int action) => symmetry == 0 ? action : Cells - 1 - action;

    public void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[(i / Cells * Cells) + TransformAction(symmetry, i % Cells)] = source[i];
        }
    }

    private sealed class State : IGameState
    {
        private int[] _owners = [-1, -1, -1, -1, -1];
        private int _moves;

        public int ToPlay => _moves == Cells ? Player.Terminal : _moves % 2;

        public int LegalActions(Span<int> actions)
        {
            int count = 0;
            for (int cell = 0; cell < Cells; cell++)
            {
                if (_owners[cell] < 0)
                {
                    actions[count++] = cell;
                }
            }

            return count;
        }

        public Transition Apply(int action)
        {
            if (_owners[action] >= 0)
            {
                throw new ArgumentException($"{action} is not legal.", nameof(action));
            }

            _owners[action] = _moves++ % 2;
            return _moves == Cells ? Transition.Terminated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            rewards.Clear();
            if (_moves == Cells)
            {
                rewards[_owners[Cells / 2]] = 1.0f;
                rewards[1 - _owners[Cells / 2]] = -1.0f;
            }
        }

        public void Observe(int player, Span<float> observation)
        {
            for (int cell = 0; cell < Cells; cell++)
            {
                observation[cell] = _owners[cell] == player ? 1.0f : 0.0f;
                observation[Cells + cell] = _owners[cell] == 1 - player ? 1.0f : 0.0f;
            }
        }

        public IGameState Clone()
        {
            var clone = (State)MemberwiseClone();
            clone._owners = [.. _owners];
            return clone;
        }

        public string Render() => string.Join(' ', _owners);
    }
}
