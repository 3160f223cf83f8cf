using MuZero.Games;
using MuZero.Search;
using MuZero.SelfPlay;

namespace MuZero.Benchmarks.Farm;

/// <summary>One player, two actions, a fixed number of moves, no computation: its cost is the farm's.</summary>
internal sealed class LongGame : IGame
{
    public const int Moves = 50;

    public GameSpec Spec { get; } = new()
    {
        Id = "long",
        Players = 1,
        Actions = 2,
        Observation = ObservationShape.Vector(1),
        Turns = TurnModel.Single,
        MaxLength = Moves,
        MinReturn = -1,
        MaxReturn = 1,
    };

    public IGameState NewGame(ulong seed) => new State();

    /// <summary>An episode as an actor would record it.</summary>
    public Episode Play(long sequence)
    {
        EpisodeRecorder recorder = new(Spec);
        Decisions decisions = new(1, Spec);
        recorder.Begin((ulong)sequence);
        IGameState state = NewGame((ulong)sequence);
        while (state.ToPlay >= 0)
        {
            int action = (int)((sequence + recorder.Length) % 2);
            decisions.Policy(0).Fill(0.5f);
            decisions.Value(0) = 0.1f * (recorder.Length % 7);
            state.Observe(state.ToPlay, decisions.Observation(0));
            recorder.Decide(decisions, 0, state.ToPlay, action, weightVersion: 1);
            state.Apply(action);
            recorder.Receive(state);
        }

        return recorder.Finish(state, "bench/0", sequence, truncated: false, 0, 0);
    }

    private sealed class State : IGameState
    {
        private int _moves;

        public int ToPlay => _moves == Moves ? Player.Terminal : 0;

        public int LegalActions(Span<int> actions)
        {
            actions[0] = 0;
            actions[1] = 1;
            return 2;
        }

        public Transition Apply(int action) => ++_moves == Moves ? Transition.Terminated : Transition.Continues;

        public void Rewards(Span<float> rewards) => rewards.Clear();

        public void Observe(int player, Span<float> observation) => observation[0] = _moves;

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{_moves}";
    }
}
