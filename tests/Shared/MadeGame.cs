using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>Plays what <see cref="EpisodeMaker.Make"/> makes with rewards of 0, for any spec: every action is legal, the seed determines
/// the length, and observation t is filled with t + 1. Other seeds are games of <see cref="EpisodeStrip"/>.</summary>
internal sealed class MadeGame(GameSpec spec) : IGame
{
    /// <summary>Seeds of made episodes begin here; their length is added.</summary>
    public const ulong FirstSeed = 1_000_000_000;

    private readonly EpisodeStrip _strip = new();

    public GameSpec Spec => spec;

    public IGameState NewGame(ulong seed) => seed >= FirstSeed ? new State(spec, (int)(seed - FirstSeed)) : _strip.NewGame(seed);

    private sealed class State(GameSpec spec, int length) : IGameState
    {
        private int _moves;

        public int ToPlay => _moves == length ? Player.Terminal : _moves % spec.Players;

        public int LegalActions(Span<int> actions)
        {
            for (int action = 0; action < spec.Actions; action++)
            {
                actions[action] = action;
            }

            return spec.Actions;
        }

        public Transition Apply(int action) => ++_moves == length ? Transition.Terminated : Transition.Continues;

        public void Rewards(Span<float> rewards) => rewards.Clear();

        public void Observe(int player, Span<float> observation) => observation.Fill(_moves + 1);

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_moves} of {length}";
    }
}
