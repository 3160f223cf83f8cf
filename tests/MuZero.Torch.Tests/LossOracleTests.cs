using System.Runtime.InteropServices;
using System.Text.Json;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Tests.Shared;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>Network, loss and gradients against PyTorch's own, written independently in tests/oracle/muzero_loss.py.</summary>
public sealed class LossOracleTests
{
    public static TheoryData<string> Cases => ["mlp_categorical", "residual_scalar", "residual_categorical"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiate_FixedBatch_LossesOfEachHeadAgree(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchLearner learner = Learner(oracle);

        LossReport loss = learner.Differentiate(oracle.Batch());

        JsonElement expected = oracle.Expected.GetProperty("train").GetProperty("losses");
        Assert.Equal(expected.GetProperty("policy").GetDouble(), loss.Term("policy"), 1e-4);
        Assert.Equal(expected.GetProperty("value").GetDouble(), loss.Term("value"), 1e-4);
        Assert.Equal(expected.GetProperty("reward").GetDouble(), loss.Term("reward"), 1e-4);
        Assert.Equal(expected.GetProperty("total").GetDouble(), loss.Total, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiate_FixedBatch_EveryGradientAgrees(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchLearner learner = Learner(oracle);

        learner.Differentiate(oracle.Batch());

        JsonElement expected = oracle.Expected.GetProperty("train").GetProperty("gradients");
        Dictionary<string, float[]> ours = Trained(learner).ToDictionary(name => name, name => Numbers(learner.Module[name].grad!));
        Assert.Equal(expected.EnumerateObject().Select(gradient => gradient.Name).Order(StringComparer.Ordinal),
            ours.Keys.Order(StringComparer.Ordinal));
        foreach (JsonProperty gradient in expected.EnumerateObject())
        {
            LossOracle.AssertClose(gradient.Value, ours[gradient.Name], gradient.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiate_FixedBatch_BatchNormStatisticsAgree(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchLearner learner = Learner(oracle);

        learner.Differentiate(oracle.Batch());

        Dictionary<string, float[]> ours = learner.Module.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Statistic)
            .ToDictionary(tensor => tensor.Name, tensor => Numbers(learner.Module[tensor.Name]));
        JsonElement expected = oracle.Expected.GetProperty("train").GetProperty("buffers");
        Assert.Equal(expected.EnumerateObject().Count(), ours.Count);
        foreach (JsonProperty buffer in expected.EnumerateObject())
        {
            LossOracle.AssertClose(buffer.Value, ours[buffer.Name], buffer.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inference_FixedWeights_AgreesInPermutedSlots(string name)
    {
        LossOracle oracle = LossOracle.Load(name);
        using TorchNetwork network = new(oracle.Shape, NetworkLayout.Of(oracle.Shape), oracle.Actions(oracle.Shape), CPU);
        network.Load(oracle.Weights());
        int size = oracle.BatchSize;
        network.Reserve(4 * size);
        TrainingBatch from = oracle.Batch();
        InferenceBatch batch = new(size + 3, oracle.Shape) { Count = size };
        from.Observations.CopyTo(batch.Observations, 0);
        JsonElement expected = oracle.Expected.GetProperty("inference");
        for (int row = 0; row < size; row++)
        {
            batch.Slots[row] = (3 * size) - (2 * row);
        }

        network.Initial(batch);
        LossOracle.AssertClose(expected.GetProperty("root_policy"), batch.PolicyLogits.AsSpan(0, size * oracle.Shape.Actions),
            "root policy");
        LossOracle.AssertClose(expected.GetProperty("root_value"), batch.Values.AsSpan(0, size), "root value");
        for (int row = 0; row < size; row++)
        {
            batch.ParentSlots[row] = batch.Slots[row];
            batch.Actions[row] = from.Actions[row * oracle.UnrollSteps];
            batch.Slots[row] = row;
        }

        network.Recurrent(batch);

        LossOracle.AssertClose(expected.GetProperty("leaf_policy"), batch.PolicyLogits.AsSpan(0, size * oracle.Shape.Actions),
            "leaf policy");
        LossOracle.AssertClose(expected.GetProperty("leaf_value"), batch.Values.AsSpan(0, size), "leaf value");
        LossOracle.AssertClose(expected.GetProperty("leaf_reward"), batch.Rewards.AsSpan(0, size), "leaf reward");
    }

    [Fact]
    public void StoredOracle_ComputedAgain_IsTheSame()
    {
        JsonElement result = PythonOracle.Run("muzero_loss.py");

        Assert.True(result.GetProperty("worst").GetDouble() < 1e-5, $"tests/oracle/muzero_loss.json differs from its script by {result}");
    }

    private static TorchLearner Learner(LossOracle oracle)
    {
        TrainingOptions options = new()
        {
            BatchSize = oracle.BatchSize,
            UnrollSteps = oracle.UnrollSteps,
            ValueLossWeight = oracle.ValueWeight
        };
        TorchLearner learner = new(Plans.Of(oracle.Shape, options), oracle.Actions(oracle.Shape), seed: 1, CPU);
        learner.LoadWeights(oracle.Weights());
        return learner;
    }

    private static IEnumerable<string> Trained(TorchLearner learner)
        => learner.Module.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Weight).Select(tensor => tensor.Name);

    private static float[] Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.detach().contiguous().bytes).ToArray();
}
