using System.Text.Json;
using MuZero.Games.MountainCar;

namespace MuZero.Games.Tests.MountainCar;

public sealed class MountainCarTests
{
    private const int Left = 0, Coast = 1, Right = 2;

    private readonly MountainCarGame _game = new();

    public static TheoryData<int> Trajectories => [.. Enumerable.Range(0, 5)];

    // tests/oracle/mountaincar.py computes the trajectories by Gym's formulas.
    [Theory]
    [MemberData(nameof(Trajectories))]
    public void Apply_OraclesActions_OraclesStates(int index)
    {
        Trajectory oracle = ReadOracle()[index];
        var state = new MountainCarState(oracle.States[0][0], oracle.States[0][1], 0);

        for (int i = 0; i < oracle.Actions.Length; i++)
        {
            Transition transition = state.Apply(oracle.Actions[i]);

            Assert.Equal(oracle.States[i + 1][0], state.Position, 1e-9);
            Assert.Equal(oracle.States[i + 1][1], state.Velocity, 1e-9);
            Assert.Equal(-1.0f, state.Rewards(1)[0]);
            Transition end = oracle.Reached ? Transition.Terminated : Transition.Truncated;
            Assert.Equal(i < oracle.Actions.Length - 1 ? Transition.Continues : end, transition);
        }

        Assert.Equal(Player.Terminal, state.ToPlay);
    }

    [Fact]
    public void Apply_WallOnTheLeft_StopsTheCar()
    {
        var state = new MountainCarState(-1.19, -0.07, 0);

        state.Apply(Left);

        Assert.Equal((-1.2, 0.0), (state.Position, state.Velocity));
    }

    [Fact]
    public void Apply_GoalAtTheTimeLimit_Terminates()
        => Assert.Equal(Transition.Terminated, new MountainCarState(0.49, 0.05, MountainCarState.TimeLimit - 1).Apply(Coast));

    [Fact]
    public void NewGame_ManySeeds_RestUniformFromMinusSixToMinusFourTenths()
    {
        MountainCarState[] states = [.. Enumerable.Range(0, 5000).Select(seed => (MountainCarState)_game.NewGame((ulong)seed))];

        Assert.All(states, state => Assert.InRange(state.Position, -0.6, -0.4));
        Assert.All(states, state => Assert.Equal(0.0, state.Velocity));
        Assert.Equal(-0.5, states.Average(state => state.Position), 0.003);
        Assert.Equal(0.2 * 0.2 / 12, states.Average(state => (state.Position + 0.5) * (state.Position + 0.5)), 1e-4);
    }

    [Fact]
    public void Observe_Limits_AreOne()
    {
        Assert.Equal([-1.0f, -1.0f], new MountainCarState(-1.2, -0.07, 0).Observation(_game, 0));
        Assert.Equal([1.0f, 1.0f], new MountainCarState(0.6, 0.07, 0).Observation(_game, 0));
    }

    [Fact]
    public void BaselineAction_ManyStarts_ReachesTheGoalInTime()
    {
        int[] steps = [.. Enumerable.Range(0, 200).Select(seed => Steps((ulong)seed))];

        Assert.InRange(steps.Max(), 100, 180);
        Assert.InRange(steps.Average(), 105, 135);
    }

    private int Steps(ulong seed)
    {
        IGameState state = _game.NewGame(seed);
        int steps = 0;
        for (; state.ToPlay >= 0; steps++)
        {
            state.Apply(_game.BaselineAction(state));
        }

        return steps;
    }

    private static Trajectory[] ReadOracle() => JsonSerializer.Deserialize<Trajectory[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "mountaincar.json")), JsonSerializerOptions.Web)!;

    private sealed record Trajectory(int[] Actions, double[][] States, bool Reached);
}
