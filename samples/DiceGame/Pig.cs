using MuZero.Games;

/// <summary>Pig: a roll adds to the round, a 1 loses the round, a hold banks it. The first to reach 20 wins.</summary>
/// <remarks>The state rolls no dice itself: after "roll" it waits at a chance node, and the engine draws an outcome. To keep
/// the turns alternating, a roll ends the turn as well; the round's points stay with their player until a 1 or a hold.</remarks>
public sealed class Pig : IGame
{
    private const int Target = 20;
    private const int MostMoves = 100;

    public GameSpec Spec { get; } = new()
    {
        Id = "pig",
        Players = 2,
        Turns = TurnModel.Alternating,
        Actions = 2,
        ChanceOutcomes = 6,
        Observation = ObservationShape.Vector(5),
        MinReturn = -1,
        MaxReturn = 1,
        MaxLength = MostMoves,
    };

    public IGameState NewGame(ulong seed) => new State();

    private sealed class State : IGameState, IChance, IActionText
    {
        private const int Hold = 0;
        private const int Roll = 1;

        private (int First, int Second) _banked;
        private (int First, int Second) _round;
        private int _player;
        private int _moves;
        private bool _rolling;
        private int _winner = -1;

        public int ToPlay => _winner >= 0 || (_moves == MostMoves && !_rolling) ? Player.Terminal : _rolling ? Player.Chance : _player;

        public int LegalActions(Span<int> actions)
        {
            if (ToPlay < 0)
            {
                return 0;
            }

            actions[0] = Hold;
            actions[1] = Roll;
            return 2;
        }

        public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(1.0f / 6);

        public Transition Apply(int action)
        {
            if (ToPlay == Player.Chance && action is >= 0 and < 6)
            {
                Round(_player) = action == 0 ? 0 : Round(_player) + action + 1;
                _rolling = false;
                EndTurn();
            }
            else if (ToPlay >= 0 && action == Roll)
            {
                _rolling = true;
                _moves++;
            }
            else if (ToPlay >= 0 && action == Hold)
            {
                Banked(_player) += Round(_player);
                Round(_player) = 0;
                _winner = Banked(_player) >= Target ? _player : -1;
                _moves++;
                EndTurn();
            }
            else
            {
                throw IllegalActionException.For(this, action, 2);
            }

            return ToPlay != Player.Terminal ? Transition.Continues : Transition.Terminated;
        }

        public void Rewards(Span<float> rewards)
        {
            rewards[0] = _winner < 0 ? 0 : _winner == 0 ? 1 : -1;
            rewards[1] = -rewards[0];
        }

        // Mine, then theirs, so that one network plays both sides.
        public void Observe(int player, Span<float> observation)
        {
            observation[0] = Banked(player) / (float)Target;
            observation[1] = Round(player) / (float)Target;
            observation[2] = Banked(1 - player) / (float)Target;
            observation[3] = Round(1 - player) / (float)Target;
            observation[4] = _moves / (float)MostMoves;
        }

        public IGameState Clone() => (State)MemberwiseClone();

        public string Render() => $"player 1: {_banked.First} + {_round.First}, player 2: {_banked.Second} + {_round.Second}";

        public string ActionText(int action) => action == Hold ? "hold" : "roll";

        private void EndTurn() => _player = 1 - _player;

        private ref int Banked(int player)
        {
            if (player == 0)
            {
                return ref _banked.First;
            }

            return ref _banked.Second;
        }

        private ref int Round(int player)
        {
            if (player == 0)
            {
                return ref _round.First;
            }

            return ref _round.Second;
        }
    }
}
