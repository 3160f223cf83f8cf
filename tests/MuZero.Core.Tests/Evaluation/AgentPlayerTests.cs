using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Search;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class AgentPlayerTests
{
    private readonly Noughts _game = new();
    private int _lanes;

    [Fact]
    public void Choose_MorePositionsThanItsBatch_ChoosesTheSameInAnyBatch()
    {
        IGameState[] states = [.. Enumerable.Range(0, 9).Select(cell => Noughts.After(cell))];
        int[] small = new int[9];
        int[] large = new int[9];

        Agent(batch: 2).Choose(states, [], small);
        Agent(batch: 9).Choose(states, [], large);

        Assert.Equal(large, small);
        Assert.True(small.Distinct().Count() > 1);
    }

    [Fact]
    public void Choose_SeveralThreads_AnswerAsOneDoes()
    {
        using AgentPlayer agent = Agent(batch: 4, lanes: 2);
        IGameState[] states = [.. Enumerable.Range(0, 9).Select(cell => Noughts.After(cell))];
        int[] alone = new int[9];
        agent.Choose(states, [], alone);

        int[][] answers = new int[64][];
        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, call =>
        {
            answers[call] = new int[9];
            agent.Choose(Array.ConvertAll(states, state => state.Clone()), [], answers[call]);
        });

        Assert.All(answers, answer => Assert.Equal(alone, answer));
        Assert.InRange(_lanes, 1, 2);
    }

    [Fact]
    public void Consider_TwoPositions_KeepsBothAnswers()
    {
        using AgentPlayer agent = Agent(batch: 1);

        Decisions first = agent.Consider(Noughts.After(0));
        int[] visits = first.Visits(0).ToArray();
        agent.Consider(Noughts.After(4, 0));

        Assert.Equal(visits, first.Visits(0).ToArray());
        Assert.Equal(40, visits.Sum());
    }

    [Fact]
    public void Choose_FinishedGame_IsRefused()
    {
        using AgentPlayer agent = Agent(batch: 2);
        IGameState won = Noughts.After(0, 3, 1, 4, 2);

        string choose = Assert.Throws<ArgumentException>(() => agent.Choose([Noughts.After(), won], [], new int[2])).Message;
        string consider = Assert.Throws<ArgumentException>(() => agent.Consider(won)).Message;

        Assert.Contains("the end of a game", choose, StringComparison.Ordinal);
        Assert.Contains("the end of a game", consider, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherWeights_ReachEveryLane()
    {
        List<StubNetwork> networks = [];
        using AgentPlayer agent = Agent(batch: 2, lanes: 3, networks);
        agent.Load(new WeightSnapshot(7, default));

        _ = agent.Simulations;
        agent.Load(new WeightSnapshot(8, default));
        _ = agent.Simulations;

        Assert.Equal([8], networks.Select(network => network.Version));
    }

    [Fact]
    public void Choose_Disposed_IsRefused()
    {
        AgentPlayer agent = Agent(batch: 2);
        agent.Dispose();
        agent.Dispose();

        Assert.Throws<ObjectDisposedException>(() => agent.Consider(Noughts.After()));
    }

    private AgentPlayer Agent(int batch, int lanes = 1, List<StubNetwork>? networks = null) => new(
        _game.Spec,
        () =>
        {
            _lanes++;
            StubNetwork network = new(_game, dynamics: false);
            networks?.Add(network);
            return (network, Planner.Create(new PerfectModel(network, _game.Spec), new SearchOptions { Simulations = 40 }, batch));
        },
        lanes);
}
