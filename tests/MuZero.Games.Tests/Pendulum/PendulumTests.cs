using System.Text.Json;
using MuZero.Games.Pendulum;

namespace MuZero.Games.Tests.Pendulum;

public sealed class PendulumTests
{
    private readonly PendulumGame _game = new();

    public static TheoryData<int> Trajectories => [.. Enumerable.Range(0, 5)];

    // tests/oracle/pendulum.py computes the trajectories by Gymnasium's formulas.
    [Theory]
    [MemberData(nameof(Trajectories))]
    public void Apply_OraclesTorques_OraclesStatesAndRewards(int index)
    {
        Trajectory oracle = ReadOracle()[index];
        PendulumState state = new(oracle.States[0][0], oracle.States[0][1], 0);

        for (int i = 0; i < oracle.Torques.Length; i++)
        {
            Transition transition = state.Apply([(float)oracle.Torques[i]]);

            Assert.Equal(oracle.States[i + 1][0], state.Numbers[0], 1e-9);
            Assert.Equal(oracle.States[i + 1][1], state.Numbers[1], 1e-9);
            Assert.Equal(oracle.Rewards[i], state.Rewards(1)[0], 1e-5);
            Assert.Equal(i < 199 ? Transition.Continues : Transition.Truncated, transition);
        }

        Assert.Equal(Player.Terminal, state.ToPlay);
    }

    [Theory]
    [InlineData(-2.01f)]
    [InlineData(2.01f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Apply_TorqueOutsideOfTheBox_IsRefusedAndChangesNothing(float torque)
    {
        PendulumState state = new(1.0, 0.5, 3);

        Assert.Throws<ArgumentException>(() => state.Apply([torque]));

        Assert.Equal([1.0, 0.5, 0.0], state.Numbers);
        Assert.Equal(0, state.ToPlay);
    }

    [Fact]
    public void Apply_GridPoint_IsItsTorque()
    {
        ActionBox box = _game.Spec.ActionBox!;
        for (int action = 0; action < box.Actions; action++)
        {
            float[] torque = new float[1];
            box.Write(action, torque);
            PendulumState byNumber = new(1.0, 0.5, 0), byTorque = new(1.0, 0.5, 0);

            byNumber.Apply(action);
            byTorque.Apply(torque);

            Assert.Equal(byTorque.Numbers, byNumber.Numbers);
        }
    }

    [Fact]
    public void NewGame_ManySeeds_UniformAnglesAndSpeeds()
    {
        double[][] starts = [.. Enumerable.Range(0, 5000).Select(seed => ((PendulumState)_game.NewGame((ulong)seed)).Numbers)];

        Assert.All(starts, start => Assert.InRange(start[0], -Math.PI, Math.PI));
        Assert.All(starts, start => Assert.InRange(start[1], -1.0, 1.0));
        Assert.Equal(Math.PI * Math.PI / 3, starts.Average(start => start[0] * start[0]), 0.15);
        Assert.Equal(1.0 / 3, starts.Average(start => start[1] * start[1]), 0.02);
    }

    private static Trajectory[] ReadOracle() => JsonSerializer.Deserialize<Trajectory[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "oracle", "pendulum.json")), JsonSerializerOptions.Web)!;

    private sealed record Trajectory(double[] Torques, double[][] States, double[] Rewards);
}
