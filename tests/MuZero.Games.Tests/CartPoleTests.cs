using System.Text.Json;
using MuZero.Games.CartPole;

namespace MuZero.Games.Tests;

public sealed class CartPoleTests
{
    private readonly CartPoleGame _game = new();

    public static TheoryData<int> Trajectories => [.. Enumerable.Range(0, 5)];

    // tests/oracle/cartpole.py computes the trajectories by Gym's formulas.
    [Theory]
    [MemberData(nameof(Trajectories))]
    public void Apply_OraclesActions_OraclesStates(int index)
    {
        Trajectory oracle = ReadOracle()[index];
        IGameState state = _game.NewGame(0);

        for (int i = 0; i < oracle.Actions.Length; i++)
        {
            // Each step begins at the oracle's state: the pole is unstable, and 500 steps make 1e-9 of a rounding error of 1e-16.
            state = StateAt(oracle.States[i], i);
            Transition transition = state.Apply(oracle.Actions[i]);

            Assert.All(oracle.States[i + 1].Zip(Numbers(state)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            Assert.Equal(1.0f, state.Rewards(1)[0]);
            Assert.Equal(i < oracle.Actions.Length - 1 ? Transition.Continues : oracle.Fell ? Transition.Terminated : Transition.Truncated,
                transition);
        }

        Assert.Equal(Player.Terminal, state.ToPlay);
    }

    [Fact]
    public void Apply_FallAtTheTimeLimit_Terminates()
    {
        CartPoleState state = StateAt([2.399, 1.0, 0.0, 0.0], step: 499);

        Assert.Equal(Transition.Terminated, state.Apply(1));
    }

    [Fact]
    public void NewGame_ManySeeds_StatesUniformWithinATwentieth()
    {
        double[] numbers = [.. Enumerable.Range(0, 5000).SelectMany(seed => Numbers(_game.NewGame((ulong)seed)))];

        Assert.All(numbers, number => Assert.InRange(number, -0.05, 0.05));
        Assert.Equal(0.0, numbers.Average(), 0.001);
        Assert.Equal(0.05 * 0.05 / 3, numbers.Average(number => number * number), 2e-5);
    }

    [Fact]
    public void Observe_AtTheLimits_IsOne()
    {
        float[] observation = StateAt([2.4, 3.0, 12 * Math.PI / 180, -3.5]).Observation(_game, 0);

        Assert.Equal([1.0f, 1.0f, 1.0f, -1.0f], observation);
    }

    private static Trajectory[] ReadOracle() => JsonSerializer.Deserialize<Trajectory[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "cartpole.json")), JsonSerializerOptions.Web)!;

    private static double[] Numbers(IGameState state) => ((CartPoleState)state).Numbers;

    private static CartPoleState StateAt(double[] numbers, int step = 0) => new(numbers, step);

    private sealed record Trajectory(int[] Actions, double[][] States, bool Fell);
}
