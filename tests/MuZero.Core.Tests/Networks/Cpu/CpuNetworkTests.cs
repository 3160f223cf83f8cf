using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Networks.Cpu;

/// <summary>Properties of the managed network that need no other to compare with; MuZero.Torch.Tests compares it with libtorch.</summary>
public class CpuNetworkTests
{
    public static TheoryData<string> Names => [.. NetworkCases.All.Keys];

    [Theory]
    [InlineData("tictactoe")]
    [InlineData("mzg-connect4")]
    [InlineData("mzg-cartpole")]
    public void Calls_OnceWarm_AllocateNothing(string name)
    {
        using CpuNetwork network = Loaded(name, rows: 40);
        InferenceBatch batch = NetworkCases.Batch(network.Shape, 40, 1);
        network.Initial(batch);
        network.Recurrent(batch);

        long before = GC.GetAllocatedBytesForCurrentThread();
        network.Initial(batch);
        network.Recurrent(batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Calls_RowAloneOrAmongOthers_AreTheSameBitForBit(string name)
    {
        const int Rows = 71;
        using CpuNetwork together = Loaded(name, Rows), alone = Loaded(name, Rows);
        InferenceBatch many = NetworkCases.Batch(together.Shape, Rows, 1);
        together.Initial(many);
        together.Recurrent(many);

        foreach (int row in new[] { 0, 16, 33, 64, 70 })
        {
            InferenceBatch one = Row(NetworkCases.Batch(together.Shape, Rows, 1), row, together.Shape);
            alone.Initial(one);
            alone.Recurrent(one);

            Assert.Equal(many.Values[row], one.Values[0]);
            Assert.Equal(many.Rewards[row], one.Rewards[0]);
            int outputs = one.PolicyLogits.Length;
            Assert.Equal(many.PolicyLogits[(row * outputs)..((row + 1) * outputs)], one.PolicyLogits);
        }
    }

    [Theory]
    [InlineData("mzg-tictactoe", 4)]
    [InlineData("mzg-tictactoe", 8)]
    [InlineData("odd sizes", 4)]
    [InlineData("odd sizes", 8)]
    [InlineData("wide support", 4)]
    [InlineData("wide support", 8)]
    public void Calls_NarrowerVectors_Agree(string name, int lanes)
    {
        using CpuNetwork wide = Loaded(name, 37, lanes: 16), narrow = Loaded(name, 37, lanes);
        InferenceBatch expected = NetworkCases.Batch(wide.Shape, 37, 1), actual = NetworkCases.Batch(wide.Shape, 37, 1);

        wide.Initial(expected);
        wide.Recurrent(expected);
        narrow.Initial(actual);
        narrow.Recurrent(actual);

        AssertClose(expected.Values, actual.Values);
        AssertClose(expected.Rewards, actual.Rewards);
        AssertClose(expected.PolicyLogits, actual.PolicyLogits);
    }

    [Fact]
    public void Load_OtherNetworksWeights_KeepsTheOldOnes()
    {
        using CpuNetwork network = Loaded("tictactoe", 1);
        NetworkShape other = network.Shape with { Blocks = 1 };
        InferenceBatch batch = NetworkCases.Batch(network.Shape, 1, 1);
        network.Initial(batch);
        float before = batch.Values[0];

        Assert.Throws<IncompatibleException>(() => network.Load(RandomWeights.For(other, 9, version: 2)));
        network.Initial(batch);

        Assert.Equal((1, before), (network.Version, batch.Values[0]));
    }

    [Fact]
    public void Load_NoSafetensors_IsCorrupt()
    {
        using CpuNetwork network = Loaded("tictactoe", 1);

        Assert.Throws<CorruptDataException>(() => network.Load(new WeightSnapshot(2, new byte[100])));
        Assert.Equal(1, network.Version);
    }

    [Fact]
    public void Load_AnotherNetworksCheckpoint_NamesTheCheckpoint()
    {
        using CpuNetwork network = Loaded("tictactoe", 1);
        (IGame game, NetworkOptions options) = NetworkCases.All["mzg-cartpole"];
        NetworkShape other = NetworkShape.For(game, options, dynamics: true);
        WeightSnapshot weights = RandomWeights.For(other, 1) with { Source = "checkpoint_000400/weights.safetensors" };

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => network.Load(weights));

        Assert.StartsWith("checkpoint_000400/weights.safetensors has ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Initial_BeforeLoad_SaysSo()
    {
        (IGame game, NetworkOptions options) = NetworkCases.All["tictactoe"];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true);
        using CpuNetwork network = new(shape, ActionTable.Of(game, shape));

        var fault = Assert.Throws<InvalidOperationException>(() => network.Initial(NetworkCases.Batch(network.Shape, 1, 1)));

        Assert.Equal("No weights were loaded.", fault.Message);
    }

    [Fact]
    public void Recurrent_SlotOrActionOutOfRange_IsRefused()
    {
        using CpuNetwork network = Loaded("tictactoe", 1);
        InferenceBatch batch = NetworkCases.Batch(network.Shape, 1, 1);
        batch.Slots[0] = 1;
        Assert.Throws<InvalidOperationException>(() => network.Initial(batch));

        batch.Actions[0] = 9;
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Recurrent(batch));
    }

    [Fact]
    public void Recurrent_WithoutDynamics_IsRefused()
    {
        (IGame game, NetworkOptions options) = NetworkCases.All["tictactoe"];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: false);
        using CpuNetwork network = new(shape, ActionTable.Of(game, shape));
        network.Load(RandomWeights.For(shape, 1));

        Assert.Throws<InvalidOperationException>(() => network.Recurrent(NetworkCases.Batch(shape, 1, 1)));
    }

    private static CpuNetwork Loaded(string name, int rows, int? lanes = null)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options, dynamics: true);
        CpuNetwork network = lanes is { } width ? new(shape, ActionTable.Of(game, shape), width) : new(shape, ActionTable.Of(game, shape));
        network.Reserve(rows);
        network.Load(RandomWeights.For(shape, 1));
        return network;
    }

    private static InferenceBatch Row(InferenceBatch many, int row, NetworkShape shape)
    {
        int observation = shape.Observation.Length;
        InferenceBatch one = new(1, shape) { Count = 1 };
        many.Observations.AsSpan(row * observation, observation).CopyTo(one.Observations);
        one.Actions[0] = many.Actions[row];
        many.ActionVectors.AsSpan(row * shape.ActionDimensions, shape.ActionDimensions).CopyTo(one.ActionVectors);
        return one;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f * MathF.Max(1.0f, MathF.Abs(expected[i])));
        }
    }
}
