using System.Text.Json;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning.Cpu;

/// <summary>The managed learner's loss and gradients against PyTorch's own (tests/oracle/muzero_loss.py), on every width of
/// vector.</summary>
public sealed class CpuLearnerOracleTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string name in new[] { "mlp_categorical", "residual_scalar", "residual_categorical" })
            {
                foreach (int lanes in new[] { 4, 8, 16 })
                {
                    cases.Add(name, lanes);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiate_FixedBatch_LossesOfEachHeadAgree(string name, int lanes)
    {
        LossOracle oracle = LossOracle.Load(name);
        using CpuLearner learner = Learner(oracle, lanes);

        LossReport loss = learner.Differentiate(oracle.Batch());

        JsonElement expected = oracle.Expected.GetProperty("train").GetProperty("losses");
        Assert.Equal(expected.GetProperty("policy").GetDouble(), loss.Term("policy"), 1e-4);
        Assert.Equal(expected.GetProperty("value").GetDouble(), loss.Term("value"), 1e-4);
        Assert.Equal(expected.GetProperty("reward").GetDouble(), loss.Term("reward"), 1e-4);
        Assert.Equal(expected.GetProperty("total").GetDouble(), loss.Total, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiate_FixedBatch_EveryGradientAgrees(string name, int lanes)
    {
        LossOracle oracle = LossOracle.Load(name);
        using CpuLearner learner = Learner(oracle, lanes);

        learner.Differentiate(oracle.Batch());

        JsonElement expected = oracle.Expected.GetProperty("train").GetProperty("gradients");
        IReadOnlyDictionary<string, float[]> ours = learner.Gradients();
        Assert.Equal(expected.EnumerateObject().Select(gradient => gradient.Name).Order(StringComparer.Ordinal),
            ours.Keys.Order(StringComparer.Ordinal));
        foreach (JsonProperty gradient in expected.EnumerateObject())
        {
            LossOracle.AssertClose(gradient.Value, ours[gradient.Name], gradient.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiate_FixedBatch_BatchNormStatisticsAgree(string name, int lanes)
    {
        LossOracle oracle = LossOracle.Load(name);
        using CpuLearner learner = Learner(oracle, lanes);

        learner.Differentiate(oracle.Batch());

        TensorFile ours = TensorFile.Open(learner.Snapshot(1));
        JsonElement expected = oracle.Expected.GetProperty("train").GetProperty("buffers");
        Assert.Equal(expected.EnumerateObject().Count(), ours.Names.Count(tensor => tensor.Contains("running", StringComparison.Ordinal)));
        foreach (JsonProperty buffer in expected.EnumerateObject())
        {
            LossOracle.AssertClose(buffer.Value, ours[buffer.Name], buffer.Name);
        }
    }

    private static CpuLearner Learner(LossOracle oracle, int lanes)
    {
        TrainingOptions options = new()
        {
            BatchSize = oracle.BatchSize,
            UnrollSteps = oracle.UnrollSteps,
            ValueLossWeight = oracle.ValueWeight
        };
        CpuLearner learner = new(Plans.Of(oracle.Shape, options), oracle.Actions(oracle.Shape), seed: 1, lanes);
        learner.LoadWeights(oracle.Weights());
        return learner;
    }
}
