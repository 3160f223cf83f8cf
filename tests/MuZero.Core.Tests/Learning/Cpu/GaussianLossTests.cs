using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Learning.Cpu;

public class GaussianLossTests
{
    private static readonly SpecGame _game = SpecGame.WithBox(observation: 2, dimensions: 1);

    [Fact]
    public void Learn_FixedSample_PolicyTakesItsMeanAndDeviation()
    {
        (float mean, float deviation) = Train(entropyWeight: 0.0);

        // The maximum-likelihood Gaussian of 0.6 with weight 3/4 and -0.2 with weight 1/4.
        Assert.Equal(0.4f, mean, 0.01f);
        Assert.Equal(MathF.Sqrt((0.75f * 0.04f) + (0.25f * 0.36f)), deviation, 0.01f);
    }

    [Fact]
    public void Learn_EntropyWeight_DeviationGrowsByItsClosedForm()
    {
        // The minimum of E / (2 s^2) + (1 - c) ln s is s^2 = E / (1 - c).
        (_, float deviation) = Train(entropyWeight: 0.25);

        Assert.Equal(MathF.Sqrt(0.12f / 0.75f), deviation, 0.01f);
    }

    [Fact]
    public void Slope_Outputs_IsTheDerivative()
    {
        for (float output = -6.0f; output < 3.0f; output += 0.37f)
        {
            float difference = (GaussianPolicy.LogDeviation(output + 1e-2f) - GaussianPolicy.LogDeviation(output - 1e-2f)) / 2e-2f;

            Assert.Equal(difference, GaussianPolicy.Slope(GaussianPolicy.LogDeviation(output)), 5e-3f);
        }
    }

    [Fact]
    public void LogDeviation_LargeOutputs_StaysWithinItsBounds()
    {
        Assert.Equal(GaussianPolicy.LeastLog, GaussianPolicy.LogDeviation(-1e9f));
        Assert.Equal(GaussianPolicy.LargestLog, GaussianPolicy.LogDeviation(1e9f));
        Assert.Equal(0.0f, GaussianPolicy.LogDeviation(0.0f));
    }

    private static (float Mean, float Deviation) Train(double entropyWeight)
    {
        NetworkShape shape = NetworkShape.For(_game, new NetworkOptions { LatentSize = 8, HiddenSize = 16 }, dynamics: true);
        TrainingOptions options = new()
        {
            BatchSize = 4,
            UnrollSteps = 1,
            LearningRate = 0.01,
            WeightDecay = 0.0,
            PolicyEntropyWeight = entropyWeight,
        };
        LearningPlan plan = Plans.Of(shape, options);
        ActionTable actions = ActionTable.Of(_game, shape);
        using CpuLearner learner = new(plan, actions, seed: 3);
        TrainingBatch batch = Batch(options, shape);
        for (int step = 0; step < 600; step++)
        {
            Assert.True(learner.Learn(batch).Applied);
        }

        using CpuNetwork network = new(shape, actions);
        network.Load(learner.Snapshot(1));
        network.Reserve(1);
        InferenceBatch inference = new(1, shape) { Count = 1 };
        batch.Observations.AsSpan(0, 2).CopyTo(inference.Observations);
        network.Initial(inference);
        return (inference.PolicyLogits[0], MathF.Exp(GaussianPolicy.LogDeviation(inference.PolicyLogits[1])));
    }

    private static TrainingBatch Batch(TrainingOptions options, NetworkShape shape)
    {
        TrainingBatch batch = new(options.BatchSize, options.UnrollSteps, shape.Observation.Length, actions: 2);
        batch.AddColumn(TrainingBatch.ActionVectors, 1);
        batch.AddColumn(TrainingBatch.PolicyVectors, 2 * 2);
        for (int entry = 0; entry < 2 * options.BatchSize; entry++)
        {
            (batch.Policies[2 * entry], batch.Policies[(2 * entry) + 1]) = (0.75f, 0.25f);
            batch.Columns[TrainingBatch.PolicyVectors][2 * entry] = 0.6f;
            batch.Columns[TrainingBatch.PolicyVectors][(2 * entry) + 1] = -0.2f;
            batch.PolicyMask[entry] = 1.0f;
        }

        Array.Fill(batch.Weights, 1.0f);
        Array.Fill(batch.Observations, 0.5f);
        return batch;
    }
}
