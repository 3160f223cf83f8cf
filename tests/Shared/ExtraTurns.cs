using MuZero.Games;

namespace MuZero.Tests.Shared;

/// <summary>Take one stone: 0 gives the turn away, 1 keeps it. Who takes the last stone wins. The observation is [stones, 1 for the
/// observer's own turn].</summary>
internal sealed class ExtraTurns(int stones) : IGame
{
    public GameSpec Spec { get; } = new()
    {
        Id = "extra",
        Players = 2,
        Actions = 2,
        Observation = ObservationShape.Vector(2),
        MinReturn = -1,
        MaxReturn = 1,
        Turns = TurnModel.Arbitrary,
        MaxLength = stones,
    };

    public IGameState NewGame(ulong seed) => new State { Stones = stones };

    private sealed class State : IGameState
    {
        private int _mover;

        public int Stones { get; set; }

        public int ToPlay => Stones == 0 ? Player.Terminal : _mover;

        public int LegalActions(Span<int> actions)
        {
            (actions[0], actions[1]) = (0, 1);
            return Stones == 0 ? 0 : 2;
        }

        public Transition Apply(int action)
        {
            Stones--;
            _mover = action == 0 && Stones > 0 ? 1 - _mover : _mover;
            return Stones == 0 ? Transition.Terminated : Transition.Continues;
        }

        public void Rewards(Span<float> rewards)
        {
            rewards.Clear();
            if (Stones == 0)
            {
                (rewards[_mover], rewards[1 - _mover]) = (1.0f, -1.0f);
            }
        }

        public void Observe(int player, Span<float> observation) => (observation[0], observation[1]) = (Stones, player == _mover ? 1 : 0);

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"{Stones}";
    }
}
