using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class ExhaustiveJudgeTests
{
    public static TheoryData<string> Games => ["noughts", "strip", "undo", "points", "timed", "extra"];

    [Theory]
    [MemberData(nameof(Games))]
    public void Judge_LowestAction_CountsEveryLineAsBruteForceDoes(string name)
    {
        IGame game = Game(name);

        for (int seat = 0; seat < 2; seat++)
        {
            MatchResult expected = BruteForce(game, game.NewGame(0), seat, 0.0f);
            Assert.Equal(expected, new ExhaustiveJudge(game).Judge(new LowestPlayer(), seat));
        }
    }

    [Fact]
    public void Judge_BothSeats_AreAdded()
    {
        var judge = new ExhaustiveJudge(new Noughts());

        MatchResult first = judge.Judge(new LowestPlayer(), 0);
        MatchResult second = judge.Judge(new LowestPlayer(), 1);

        Assert.Equal(first + second, judge.Judge(new LowestPlayer()));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Judge_Solver_NeverLoses()
    {
        var game = new Noughts();

        MatchResult result = new ExhaustiveJudge(game).Judge(new SolverPlayer(game.Spec, game));

        Assert.Equal(0, result.Losses);
        Assert.True(result.Wins > result.Draws);
    }

    [Fact]
    public void Judge_PositionOfSeveralLines_IsAskedOnce()
    {
        var player = new LowestPlayer();

        MatchResult result = new ExhaustiveJudge(new Noughts()).Judge(player, 1);

        Assert.Equal(player.Asked.Count, player.Asked.Distinct().Count());
        Assert.True(player.Asked.Count < result.Games);
    }

    [Fact]
    public void Judge_MorePositionsThanAllowed_SaysWhatToDo()
    {
        var fault = Assert.Throws<UserException>(() => new ExhaustiveJudge(new Noughts(), maxPositions: 50).Judge(new LowestPlayer()));

        Assert.Contains("more than 50 positions", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--episodes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_OnePlayer_SaysWhatToDo()
    {
        var fault = Assert.Throws<UserException>(() => new ExhaustiveJudge(new EpisodeWalk()).Judge(new LowestPlayer()));

        Assert.Contains("two players and no chance", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_StartThatDependsOnTheSeed_IsRefused()
    {
        var fault = Assert.Throws<UserException>(() => new ExhaustiveJudge(new RandomStarts()).Judge(new LowestPlayer()));

        Assert.Contains("its first position depends on the seed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_GameThatNeverEnds_IsCutAtMaxLength()
    {
        var judge = new ExhaustiveJudge(new Shuffle());

        Assert.Equal(new MatchResult(0, 2, 0), judge.Judge(new LowestPlayer(), seat: 0)); // the opponent moves once in three plies
        Assert.Equal(new MatchResult(0, 4, 0), judge.Judge(new LowestPlayer(), seat: 1));
    }

    [Fact]
    public void Judge_Cancelled_Stops()
        => Assert.Throws<OperationCanceledException>(()
            => new ExhaustiveJudge(new Noughts(), cancellation: new CancellationToken(canceled: true)).Judge(new LowestPlayer()));

    private static MatchResult BruteForce(IGame game, IGameState state, int seat, float outcome)
    {
        int[] legal = new int[game.Spec.Actions];
        legal = legal[..state.LegalActions(legal)];
        float[] rewards = new float[2];
        MatchResult sum = default;
        foreach (int action in state.ToPlay == seat ? legal[..1] : legal)
        {
            IGameState next = state.Clone();
            Transition transition = next.Apply(action);
            next.Rewards(rewards);
            float received = outcome + rewards[seat];
            sum += transition != Transition.Continues ? MatchResult.Of(received) : BruteForce(game, next, seat, received);
        }

        return sum;
    }

    private static IGame Game(string name) => name switch
    {
        "noughts" => new Noughts(),
        "strip" => new EpisodeStrip(),
        "undo" => new WithUndo(new EpisodeStrip()),
        "points" => new Points(),
        "timed" => new TimedGame(2, canStop: true),
        _ => new ExtraTurns(6),
    };

    private sealed class LowestPlayer : IPlayer
    {
        public string Name => "lowest";

        public List<string> Asked { get; } = [];

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        {
            int[] legal = new int[16];
            for (int i = 0; i < states.Length; i++)
            {
                states[i].LegalActions(legal);
                actions[i] = legal[0];
                Asked.Add(states[i].Render());
            }
        }
    }

    // Every tenth game has a stone on the board.
    private sealed class RandomStarts : IGame
    {
        public GameSpec Spec { get; } = new Noughts().Spec;

        public IGameState NewGame(ulong seed) => seed % 10 == 9 ? Noughts.After(4) : Noughts.After();
    }

    // Moves can be taken back, and states have no hash.
    private sealed class WithUndo(IGame game) : IGame
    {
        public GameSpec Spec => game.Spec;

        public IGameState NewGame(ulong seed) => new State(game.NewGame(seed));

        private sealed class State(IGameState now) : IGameState, IUndo
        {
            private readonly Stack<IGameState> _past = [];
            private IGameState _now = now;

            public int ToPlay => _now.ToPlay;

            public int LegalActions(Span<int> actions) => _now.LegalActions(actions);

            public Transition Apply(int action)
            {
                _past.Push(_now.Clone());
                return _now.Apply(action);
            }

            public void Undo() => _now = _past.Pop();

            public void Rewards(Span<float> rewards) => _now.Rewards(rewards);

            public void Observe(int player, Span<float> observation) => _now.Observe(player, observation);

            public IGameState Clone() => new State(_now.Clone());

            public string Render() => _now.Render();
        }
    }

    // Six moves, each takes 0, 1 or 2 points from the other; how the game goes on does not depend on the points, so neither does the hash.
    private sealed class Points : IGame
    {
        public GameSpec Spec { get; } = new()
        {
            Id = "points",
            Players = 2,
            Actions = 3,
            Observation = ObservationShape.Vector(1),
            MinReturn = -6,
            MaxReturn = 6,
            Rewards = RewardTiming.Stepwise,
            Turns = TurnModel.Alternating,
            MaxLength = 6,
        };

        public IGameState NewGame(ulong seed) => new State();

        private sealed class State : IGameState, IHashable
        {
            private int _moves;
            private int _last;

            public int ToPlay => _moves == 6 ? Player.Terminal : _moves % 2;

            public ulong Hash => (ulong)_moves;

            public int LegalActions(Span<int> actions)
            {
                (actions[0], actions[1], actions[2]) = (0, 1, 2);
                return 3;
            }

            public Transition Apply(int action)
            {
                _last = action;
                return ++_moves == 6 ? Transition.Terminated : Transition.Continues;
            }

            public void Rewards(Span<float> rewards)
            {
                rewards[1 - (_moves % 2)] = _last;
                rewards[_moves % 2] = -_last;
            }

            public void Observe(int player, Span<float> observation) => observation[0] = _moves;

            public IGameState Clone() => (State)MemberwiseClone();

            public string Render() => $"{_moves}";
        }
    }

    // Two actions that change nothing.
    private sealed class Shuffle : IGame
    {
        public GameSpec Spec { get; } = new Noughts().Spec with
        {
            Id = "shuffle",
            Actions = 2,
            MaxLength = 3,
            Observation = ObservationShape.Vector(1)
        };

        public IGameState NewGame(ulong seed) => new State(0);

        private sealed class State(int moves) : IGameState
        {
            private int _moves = moves;

            public int ToPlay => _moves % 2;

            public int LegalActions(Span<int> actions)
            {
                (actions[0], actions[1]) = (0, 1);
                return 2;
            }

            public Transition Apply(int action)
            {
                _moves++;
                return Transition.Continues;
            }

            public void Rewards(Span<float> rewards) => rewards.Clear();

            public void Observe(int player, Span<float> observation) => observation.Fill(_moves);

            public IGameState Clone() => new State(_moves);

            public string Render() => $"{_moves}";
        }
    }
}
