using MuZero.Cli.Play;
using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Cli.Tests.Play;

public sealed class PlaySessionTests
{
    [Fact] // The game draws a bit from its seed; a coin of the same stream would always agree with it.
    public void Play_DiceOfAGameThatDrawsFromItsSeed_AreIndependent()
    {
        int agreed = 0;
        for (ulong seed = 0; seed < 64; seed++)
        {
            PlaySession session = new(new HiddenBit(), agent: null!, side: 0, seed);
            session.Play(0);
            agreed += (int)session.Return;
        }

        Assert.InRange(agreed, 16, 48);
    }

    [Fact]
    public void IsOver_GameThatNeverEnds_AtMaxLength()
    {
        PlaySession session = new(new HiddenBit(), agent: null!, side: 0, seed: 1);

        for (int move = 0; move < 3; move++)
        {
            Assert.True(session.IsPersonsTurn);
            session.Play(0);
        }

        Assert.True(session.IsOver);
        Assert.False(session.IsPersonsTurn);
        Assert.True(session.Undo());
        Assert.True(session.IsPersonsTurn);
    }

    // A coin falls after each move and pays 1 if it agrees with a bit that the seed decides; it never ends.
    private sealed class HiddenBit : IGame
    {
        public GameSpec Spec { get; } = new()
        {
            Id = "hidden",
            Players = 1,
            Turns = TurnModel.Single,
            Actions = 1,
            ChanceOutcomes = 2,
            Observation = ObservationShape.Vector(1),
            Rewards = RewardTiming.Stepwise,
            MinReturn = 0,
            MaxReturn = 3,
            MaxLength = 3,
        };

        public IGameState NewGame(ulong seed) => new State(new RandomStream(seed).NextIndex([0.5f, 0.5f]));

        private sealed class State(int bit) : IGameState, IChance
        {
            private bool _falling;
            private float _reward;

            public int ToPlay => _falling ? Player.Chance : 0;

            public int LegalActions(Span<int> actions)
            {
                actions[0] = 0;
                return _falling ? 0 : 1;
            }

            public Transition Apply(int action)
            {
                (_reward, _falling) = (_falling && action == bit ? 1.0f : 0.0f, !_falling);
                return Transition.Continues;
            }

            public void ChanceProbabilities(Span<float> probabilities) => probabilities.Fill(0.5f);

            public void Rewards(Span<float> rewards) => rewards[0] = _reward;

            public void Observe(int player, Span<float> observation) => observation.Clear();

            public IGameState Clone() => (State)MemberwiseClone();

            public string Render() => "";
        }
    }
}
