using FsCheck;
using FsCheck.Fluent;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Tests.Shared;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>The managed learner against libtorch's, over random networks and batches, from the same weights, to 1e-4.</summary>
/// <remarks>The measure of a gradient is the largest number of its tensor (<see cref="Agreement.Tensors"/>): a number that is small because
/// large ones cancelled out keeps their rounding error. Weights after AdamW are no measure, because it makes a whole step of a gradient
/// that is a rounding error; they are held to its formula over their own moments, which are compared.</remarks>
public sealed class CpuLearnerAgreementTests
{
    private const float Tolerance = 1e-4f;

    // Other numbers for the same network if a rounding error changes the gradient; see ExactGradient.
    private const int Attempts = 8;

    private static readonly FsCheck.Replay _seed = new(new Rnd(20261121, 1), null);

    [Fact]
    public void Differentiate_RandomNetwork_AgreesWithTorch() => Agree(cases: 100, (drawn, seed) =>
    {
        if (Batch(drawn, drawn.Weights(seed), seed) is not (TrainingBatch batch, ExactGradient exact))
        {
            return null;
        }

        using TorchLearner torch = ExactGradient.Learner(drawn, drawn.Weights(seed), ScalarType.Float32);
        torch.Differentiate(batch);
        foreach (int lanes in new[] { 4, 8, 16 })
        {
            using CpuLearner cpu = new(drawn.Plan, drawn.Actions, seed: 1, lanes);
            cpu.LoadWeights(drawn.Weights(seed));
            LossReport ours = cpu.Differentiate(batch);
            string? difference = Agreement.First(
                Agreement.Numbers("losses", Losses(exact.Losses), Losses(ours), Tolerance),
                Agreement.Tensors(exact.Gradients, cpu.Gradients(), Tolerance),
                Agreement.Tensors(ExactGradient.Of(torch), cpu.Gradients(), Tolerance),
                Statistics(TensorFile.Open(exact.Weights), TensorFile.Open(cpu.Snapshot(1))));
            if (difference is not null)
            {
                return $"{lanes} lanes: {difference}";
            }
        }

        return "";
    });

    // The random networks above have continuous actions and chance codes too, but few.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Differentiate_ContinuousActionsOrChanceCodes_AgreesWithTorch(bool continuous)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int seed = 0, compared = 0; compared < 12; seed++)
        {
            LearnerCase drawn = LearnerCase.Draw(seed);
            if (!(continuous ? drawn.Shape.ActionDimensions > 0 : drawn.Shape.ChanceCodes > 0)
                || Batch(drawn, drawn.Weights(seed), seed) is not (TrainingBatch batch, ExactGradient exact))
            {
                continue;
            }

            using CpuLearner cpu = new(drawn.Plan, drawn.Actions, seed: 1, drawn.Lanes);
            cpu.LoadWeights(drawn.Weights(seed));
            LossReport ours = cpu.Differentiate(batch);
            string? difference = Agreement.First(
                Agreement.Numbers("losses", Losses(exact.Losses), Losses(ours), Tolerance),
                Agreement.Tensors(exact.Gradients, cpu.Gradients(), Tolerance));

            Assert.True(string.IsNullOrEmpty(difference), $"LearnerCase.Draw({seed}): {difference}");
            compared++;
        }
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.AdamW)]
    public void Learn_SeveralSteps_EachAgreesWithTorch(OptimizerKind optimizer) => Agree(cases: 30, (drawn, seed) =>
    {
        drawn = drawn.With(optimizer);
        using TorchLearner torch = ExactGradient.Learner(drawn, drawn.Weights(seed), ScalarType.Float32);
        using CpuLearner cpu = new(drawn.Plan, drawn.Actions, seed: 1, drawn.Lanes);
        cpu.LoadWeights(drawn.Weights(seed));
        for (int step = 1; step <= 4; step++)
        {
            if (optimizer == OptimizerKind.AdamW)
            {
                // Its weights part where a gradient is a rounding error, so that each step begins with the same ones.
                byte[] state = cpu.SaveOptimizer();
                torch.LoadWeights(cpu.Snapshot(1));
                torch.LoadOptimizer(state);
            }

            if (Batch(drawn, torch.Snapshot(1), seed + (1000 * step)) is not (TrainingBatch batch, _))
            {
                return null;
            }

            LearnerStep theirs = LearnerStep.Of(torch).Learn(torch, batch), ours = LearnerStep.Of(cpu).Learn(cpu, batch);
            string? difference = Agreement.First(
                theirs.Difference(ours, Tolerance),
                theirs.UpdateFault(drawn.Training),
                ours.UpdateFault(drawn.Training),
                optimizer == OptimizerKind.Sgd ? Moved(theirs.Before, theirs.Weights, ours.Weights) : null);
            if (difference is not null)
            {
                return $"step {step}: {difference}";
            }
        }

        return "";
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_SameSeed_SameWeightsOnBothBackends(bool residual)
    {
        LossOracle oracle = LossOracle.Load(residual ? "residual_categorical" : "mlp_categorical");
        LearningPlan plan = Plans.Of(oracle.Shape with { Channels = 32, LatentSize = 48, HiddenSize = 40 }, new TrainingOptions());
        using TorchLearner torch = new(plan, oracle.Actions(plan.Shape), seed: 3, Libtorch.Device);
        using CpuLearner cpu = new(plan, oracle.Actions(plan.Shape), seed: 3);

        Assert.Equal(torch.Snapshot(1).Bytes.ToArray(), cpu.Snapshot(1).Bytes.ToArray());
    }

    // The difference is empty if there is none, and null if the case has no numbers whose gradient means something: few may be such.
    private static void Agree(int cases, Func<LearnerCase, int, string?> difference)
    {
        int compared = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(_seed),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 10_000)), seed =>
        {
            using DisposeScope scope = NewDisposeScope();
            LearnerCase drawn = LearnerCase.Draw(seed);
            string? found = difference(drawn, seed);
            compared += found is null ? 0 : 1;
            Assert.True(string.IsNullOrEmpty(found),
                $"LearnerCase.Draw({seed}), {drawn.Lanes} lanes, {drawn.Shape}, {drawn.Training}:\n{found}");
        }));
        Assert.True(compared >= 0.7 * cases, $"Only {compared} of {cases} cases were compared.");
    }

    private static (TrainingBatch Batch, ExactGradient Exact)? Batch(LearnerCase drawn, WeightSnapshot weights, int seed)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            TrainingBatch batch = drawn.Batch(seed + attempt);
            if (ExactGradient.Of(drawn, weights, batch) is { } exact)
            {
                return (batch, exact);
            }
        }

        return null;
    }

    private static float[] Losses(LossReport loss)
        =>
        [
            loss.Total, loss.Term("policy"), loss.Term("value"), loss.Term("reward"), loss.Term("to_play"), loss.Term("decoder"),
            loss.Term("policy_entropy"), loss.Term("afterstate_value"), loss.Term("chance"), loss.Term("commitment"),
        ];

    private static string? Statistics(TensorFile theirs, TensorFile ours) => Agreement.First(
        Agreement.Layout(theirs, ours),
        Agreement.Tensors(theirs.Ending("running_mean"), ours.Ending("running_mean"), Tolerance),
        Agreement.Tensors(theirs.Ending("running_var"), ours.Ending("running_var"), Tolerance),
        Agreement.Tensors(theirs.Ending("num_batches_tracked"), ours.Ending("num_batches_tracked"), 0.0f));

    // Weights within the tolerance of how far their tensor moved, and what a float of their size can hold.
    private static string? Moved(TensorFile start, TensorFile theirs, TensorFile ours)
    {
        float floor = 0.01f * start.Names.Max(name => Way(start[name], theirs[name]));
        foreach (string name in start.Names)
        {
            float[] one = theirs[name], other = ours[name];
            float tolerance = Tolerance * MathF.Max(floor, Way(start[name], one));
            for (int i = 0; i < one.Length; i++)
            {
                if (!(MathF.Abs(one[i] - other[i]) <= tolerance + (5e-7f * MathF.Max(1.0f, MathF.Abs(one[i])))))
                {
                    return $"{name}[{i}] from {start[name][i]}: libtorch {one[i]}, ours {other[i]}";
                }
            }
        }

        return null;
    }

    private static float Way(float[] from, float[] to) => from.Zip(to, (before, after) => MathF.Abs(after - before)).DefaultIfEmpty().Max();
}
