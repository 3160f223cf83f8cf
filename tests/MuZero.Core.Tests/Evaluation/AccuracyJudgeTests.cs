using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class AccuracyJudgeTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Judge_SolverInEveryReachablePosition_MakesNoMistake()
    {
        AccuracyReport report = new AccuracyJudge(_game, AccuracyJudge.AllPositions, []).Judge(new SolverPlayer(_game.Spec, _game));

        Assert.True(report.IsComplete);
        Assert.Equal((4520, 4520), (report.Total.Positions, report.Total.Kept)); // 5,478 positions, 958 of them the end of a game
        Assert.Equal(["0-1", "2-3", "4-5", "6-8"], report.Phases.Select(phase => phase.Plies));
    }

    [Fact]
    public void Judge_AnyPlayer_CountsAsTheSolversValuesSay()
    {
        AccuracyReport report = new AccuracyJudge(_game, AccuracyJudge.AllPositions, []).Judge(new BaselinePlayer(_game));

        int kept = Everywhere().Count(state => Value(state, _game.BaselineAction(state)) == _game.Solve(state));
        Assert.Equal(kept, report.Total.Kept);
        Assert.InRange(report.Total.Kept, 1, 4519);
    }

    [Fact]
    public void RandomShare_EveryReachablePosition_MeanShareOfKeepingActions()
    {
        AccuracyReport report = new AccuracyJudge(_game, AccuracyJudge.AllPositions, []).Judge(new BaselinePlayer(_game));

        double share = Everywhere().Average(
            state => Legal(state).Average(action => Value(state, action) == _game.Solve(state) ? 1.0 : 0.0));
        Assert.Equal(share, report.Total.RandomShare, 1e-9);
    }

    [Fact]
    public void Judge_RandomPlayer_NearTheExpectedShare()
    {
        AccuracyReport report = new AccuracyJudge(_game, AccuracyJudge.AllPositions, []).Judge(new RandomPlayer(_game.Spec));

        Assert.Equal(report.Total.RandomShare, report.Total.Share, 0.03);
    }

    [Fact]
    public void Judge_Sample_DifferentPositionsOfEachPhaseByTheSeedAlone()
    {
        Asked asked = new(), again = new(), other = new();

        AccuracyReport report = new AccuracyJudge(_game, 50, [2, 5], seed: 3).Judge(asked);
        _ = new AccuracyJudge(_game, 50, [2, 5], seed: 3, threads: 3).Judge(again);
        _ = new AccuracyJudge(_game, 50, [2, 5], seed: 4).Judge(other);

        Assert.Equal([("2", 50), ("5", 50)], report.Phases.Select(phase => (phase.Plies, phase.Positions)));
        Assert.False(report.IsComplete);
        Assert.Equal(100, asked.Positions.Distinct().Count());
        Assert.Equal(asked.Positions.Order(), again.Positions.Order());
        Assert.NotEqual(asked.Positions.Order(), other.Positions.Order());
    }

    [Fact]
    public void Judge_MorePositionsThanThePhaseHas_TakesAll()
        => Assert.Equal(9, new AccuracyJudge(_game, 1000, [1]).Judge(new BaselinePlayer(_game)).Total.Positions);

    [Fact]
    public void Judge_NoPliesNamed_FourPhasesFromTheFirstSolvableOnes()
    {
        AccuracyReport report = new AccuracyJudge(new FromPly(3), 10, []).Judge(new BaselinePlayer(_game));

        Assert.Equal(["3", "4", "6", "8"], report.Phases.Select(phase => phase.Plies));
    }

    [Fact]
    public void Judge_PhasesThatCannotBeSolved_AreLeftOut()
    {
        AccuracyReport report = new AccuracyJudge(new FromPly(4), 10, [1, 3, 5]).Judge(new BaselinePlayer(_game));

        Assert.Equal(["5"], report.Phases.Select(phase => phase.Plies));
    }

    [Fact]
    public void Judge_ReturnsOfAnySize_ActionsOfEqualValue()
    {
        AccuracyReport report = new AccuracyJudge(new Ladder(), 1, [0]).Judge(new Chooses(2));
        AccuracyReport worse = new AccuracyJudge(new Ladder(), 1, [0]).Judge(new Chooses(0));

        Assert.Equal((1, 0), (report.Total.Kept, worse.Total.Kept));
        Assert.Equal(2.0 / 3.0, report.Total.RandomShare, 1e-9); // two of three actions return 5
    }

    [Fact]
    public void Create_GameWithoutSolver_IsUsage()
    {
        var fault = Assert.Throws<UserException>(() => new AccuracyJudge(new EpisodeStrip(), 10, []));

        Assert.Equal("strip has no solver, so accuracy has nothing to judge by. Leave it out.", fault.Message);
    }

    [Fact]
    public void Create_NothingSolvable_SaysWhatToDo()
    {
        var fault = Assert.Throws<UserException>(() => new AccuracyJudge(new FromPly(9), 10, [2]));

        Assert.Contains("Name later plies", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_Cancelled_Stops()
    {
        AccuracyJudge judge = new(_game, 10, [2]);

        Assert.ThrowsAny<OperationCanceledException>(() => judge.Judge(new BaselinePlayer(_game), new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("8,16,x")]
    [InlineData("8,8")]
    [InlineData("16,8")]
    [InlineData("-1")]
    public void ParsePlies_NotAscendingNumbers_IsUsage(string text)
    {
        var fault = Assert.Throws<UserException>(() => AccuracyPositions.ParsePlies(text, "--plies"));

        Assert.Equal($"--plies is '{text}'; it must be whole numbers in ascending order, such as 8,16,24,30.", fault.Message);
    }

    [Fact]
    public void ParsePlies_List_ItsNumbers() => Assert.Equal([8, 16, 24], AccuracyPositions.ParsePlies("8, 16,24", "--plies"));

    [Fact]
    public void ParsePlies_TooMany_IsUsage()
        => Assert.Throws<UserException>(() => AccuracyPositions.ParsePlies("1,2,3,4,5,6,7,8,9", "--plies"));

    private static int[] Legal(IGameState state)
    {
        int[] legal = new int[9];
        return legal[..state.LegalActions(legal)];
    }

    private float Value(IGameState state, int action)
    {
        float[] rewards = new float[2];
        IGameState next = state.Clone();
        Transition transition = next.Apply(action);
        next.Rewards(rewards);
        return transition == Transition.Terminated ? rewards[state.ToPlay] : -_game.Solve(next);
    }

    private static List<IGameState> Everywhere()
    {
        Dictionary<ulong, IGameState> known = [];
        Collect(Noughts.After());
        return [.. known.Values];

        void Collect(IGameState state)
        {
            if (state.ToPlay >= 0 && known.TryAdd(((IHashable)state).Hash, state))
            {
                foreach (int action in Legal(state))
                {
                    IGameState next = state.Clone();
                    next.Apply(action);
                    Collect(next);
                }
            }
        }
    }

    // Noughts and crosses that can be solved after some plies alone.
    private sealed class FromPly(int ply) : IGame, ISolver
    {
        private readonly Noughts _noughts = new();

        public GameSpec Spec => _noughts.Spec;

        public IGameState NewGame(ulong seed) => _noughts.NewGame(seed);

        public bool CanSolve(IGameState state) => Stones(state) >= ply;

        public float Solve(IGameState state)
            => CanSolve(state) ? _noughts.Solve(state) : throw new InvalidOperationException("That takes too long.");

        private static int Stones(IGameState state)
        {
            float[] observation = new float[18];
            state.Observe(0, observation);
            return (int)observation.Sum();
        }
    }

    // One decision of one player, who receives 1, 5 or 5.
    private sealed class Ladder : IGame, ISolver
    {
        public GameSpec Spec { get; } = new Noughts().Spec with
        {
            Id = "ladder",
            Players = 1,
            Turns = TurnModel.Single,
            Actions = 3,
            MaxLength = 1,
            Observation = ObservationShape.Vector(1),
            Rewards = RewardTiming.Stepwise,
            MinReturn = 0,
            MaxReturn = 5,
        };

        public IGameState NewGame(ulong seed) => new State();

        public float Solve(IGameState state) => state.ToPlay < 0 ? 0.0f : 5.0f;

        private sealed class State : IGameState
        {
            private int _chosen = -1;

            public int ToPlay => _chosen < 0 ? 0 : Player.Terminal;

            public int LegalActions(Span<int> actions)
            {
                (actions[0], actions[1], actions[2]) = (0, 1, 2);
                return 3;
            }

            public Transition Apply(int action)
            {
                _chosen = action;
                return Transition.Terminated;
            }

            public void Rewards(Span<float> rewards) => rewards[0] = _chosen switch { < 0 => 0.0f, 0 => 1.0f, _ => 5.0f };

            public void Observe(int player, Span<float> observation) => observation.Clear();

            public IGameState Clone() => new State { _chosen = _chosen };

            public string Render() => $"{_chosen}";
        }
    }

    private sealed class Chooses(int action) : IPlayer
    {
        public string Name => "fixed";

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions) => actions.Fill(action);
    }

    private sealed class Asked : IPlayer
    {
        public string Name => "asked";

        public List<string> Positions { get; } = [];

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        {
            lock (Positions)
            {
                foreach (IGameState state in states)
                {
                    Positions.Add(state.Render());
                }
            }

            actions.Clear();
        }
    }
}
