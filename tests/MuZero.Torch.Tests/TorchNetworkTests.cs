using MuZero.Errors;
using MuZero.Networks;
using MuZero.Tests.Shared;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

public sealed class TorchNetworkTests
{
    [Fact]
    public void Load_AnotherNetworksWeights_NamesTheDifferenceAndKeepsTheOld()
    {
        LossOracle mlp = LossOracle.Load("mlp_categorical");
        LossOracle residual = LossOracle.Load("residual_scalar");
        using TorchNetwork network = new(mlp.Shape, NetworkLayout.Of(mlp.Shape), mlp.Actions(mlp.Shape), CPU);
        network.Load(mlp.Weights());
        float[] before = Answer(network, mlp, rows: 2);

        IncompatibleException fault = Assert.Throws<IncompatibleException>(() => network.Load(residual.Weights() with { Version = 2 }));
        Assert.Throws<CorruptDataException>(() => network.Load(new WeightSnapshot(3, new byte[] { 1, 2, 3 })));

        Assert.Contains("observation", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, network.Version);
        Assert.Equal(before, Answer(network, mlp, rows: 2));
    }

    [Theory]
    [InlineData("mlp_categorical")]
    [InlineData("residual_categorical")]
    public void Evaluate_OtherRowsInTheBatch_ChangeNothing(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchNetwork network = new(oracle.Shape, NetworkLayout.Of(oracle.Shape), oracle.Actions(oracle.Shape), CPU);
        network.Load(oracle.Weights());

        float[] alone = Answer(network, oracle, rows: 1);
        float[] among = Answer(network, oracle, rows: oracle.BatchSize);

        Assert.Equal(alone, among[..alone.Length], (left, right) => MathF.Abs(left - right) <= 1e-5f * (1.0f + MathF.Abs(left)));
    }

    [Fact]
    public void Recurrent_WithoutDynamics_SaysWhy()
    {
        LossOracle oracle = LossOracle.Load("mlp_categorical");
        NetworkShape shape = oracle.Shape with { Dynamics = false, RewardBins = 0 };
        using TorchNetwork network = new(shape, NetworkLayout.Of(shape), oracle.Actions(shape), CPU);
        network.Reserve(1);

        Assert.Throws<InvalidOperationException>(() => network.Recurrent(new InferenceBatch(1, shape) { Count = 1 }));
    }

    // Row by row: value and logits at the root, value, reward and logits after its first action.
    private static float[] Answer(TorchNetwork network, LossOracle oracle, int rows)
    {
        int length = oracle.Shape.Observation.Length, actions = oracle.Shape.Actions;
        InferenceBatch batch = new(rows, oracle.Shape) { Count = rows };
        network.Reserve(2 * rows);
        oracle.Batch().Observations.AsSpan(0, rows * length).CopyTo(batch.Observations);
        for (int row = 0; row < rows; row++)
        {
            batch.Slots[row] = row;
        }

        network.Initial(batch);
        float[] values = [.. batch.Values.AsSpan(0, rows)];
        float[] logits = [.. batch.PolicyLogits.AsSpan(0, rows * actions)];
        for (int row = 0; row < rows; row++)
        {
            (batch.ParentSlots[row], batch.Slots[row], batch.Actions[row]) = (row, rows + row, 0);
        }

        network.Recurrent(batch);
        return
        [
            .. Enumerable.Range(0, rows).SelectMany(row => new[] { values[row], batch.Values[row], batch.Rewards[row] }
                .Concat(logits[(row * actions)..((row + 1) * actions)]).Concat(batch.PolicyLogits[(row * actions)..((row + 1) * actions)])),
        ];
    }
}
