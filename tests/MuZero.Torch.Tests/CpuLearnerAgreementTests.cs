using FsCheck;
using FsCheck.Fluent;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Tests.Shared;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>The managed learner against libtorch's, over random networks and batches, from the same weights.</summary>
public sealed class CpuLearnerAgreementTests
{
    // If a number is within a rounding error of ReLU's corner, both learners are right and differ. Other numbers for the same network
    // are elsewhere, a fault is not.
    private const int Attempts = 4;

    private static readonly FsCheck.Replay _seed = new(new Rnd(20261121, 1), null);

    [Fact]
    public void Differentiate_RandomNetwork_AgreesWithTorch() => Agree(cases: 100, (drawn, numbers) =>
    {
        using TorchLearner torch = Torch(drawn, numbers);
        using CpuLearner cpu = Managed(drawn, numbers, drawn.Lanes);
        using DisposeScope scope = NewDisposeScope();

        LossReport theirs = torch.Differentiate(drawn.Batch(numbers));
        LossReport ours = cpu.Differentiate(drawn.Batch(numbers));

        return Agreement.First(
            Agreement.Numbers("losses", Losses(theirs), Losses(ours), 1e-4f),
            Agreement.Tensors(Gradients(torch), cpu.Gradients(), 1e-3f),
            Statistics(torch.Snapshot(1), cpu.Snapshot(1)));
    });

    [Fact]
    public void Differentiate_AnyLanes_AgreeWithOneAnother() => Agree(cases: 40, (drawn, numbers) =>
    {
        using CpuLearner wide = Managed(drawn, numbers, lanes: 16);
        LossReport losses = wide.Differentiate(drawn.Batch(numbers));
        foreach (int lanes in new[] { 4, 8 })
        {
            using CpuLearner narrow = Managed(drawn, numbers, lanes);
            string? difference = Agreement.First(
                Agreement.Numbers("losses", Losses(losses), Losses(narrow.Differentiate(drawn.Batch(numbers))), 1e-4f),
                Agreement.Tensors(wide.Gradients(), narrow.Gradients(), 1e-3f),
                Statistics(wide.Snapshot(1), narrow.Snapshot(1)));
            if (difference is not null)
            {
                return $"16 lanes against {lanes}: {difference}";
            }
        }

        return null;
    });

    [Fact]
    public void Learn_ThreeSteps_AgreesWithTorch() => Agree(cases: 60, (drawn, numbers) =>
    {
        using TorchLearner torch = Torch(drawn, numbers);
        using CpuLearner cpu = Managed(drawn, numbers, drawn.Lanes);
        LearnerStep theirs = LearnerStep.Of(torch), ours = LearnerStep.Of(cpu);
        WeightSnapshot start = torch.Snapshot(1);
        for (int step = 1; step <= 3; step++)
        {
            theirs = theirs.Learn(torch, drawn.Batch(numbers + step));
            ours = ours.Learn(cpu, drawn.Batch(numbers + step));
            string? difference = Agreement.First(
                theirs.Difference(ours),
                theirs.UpdateFault(drawn.Training),
                ours.UpdateFault(drawn.Training));
            if (difference is not null)
            {
                return $"step {step}: {difference}";
            }
        }

        return drawn.Training.Optimizer == OptimizerKind.Sgd ? Moved(TensorFile.Open(start), theirs.Weights, ours.Weights) : null;
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_SameSeed_SameWeightsOnBothBackends(bool residual)
    {
        LossOracle oracle = LossOracle.Load(residual ? "residual_categorical" : "mlp_categorical");
        LearningPlan plan = Plans.Of(oracle.Shape with { Channels = 32, LatentSize = 48, HiddenSize = 40 }, new TrainingOptions());
        using TorchLearner torch = new(plan, oracle.Actions(plan.Shape), seed: 3, CPU);
        using CpuLearner cpu = new(plan, oracle.Actions(plan.Shape), seed: 3);

        Assert.Equal(torch.Snapshot(1).Bytes.ToArray(), cpu.Snapshot(1).Bytes.ToArray());
    }

    private static void Agree(int cases, Func<LearnerCase, int, string?> difference)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(_seed), Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 100)), seed =>
        {
            LearnerCase drawn = LearnerCase.Draw(seed);
            List<string> differences = [];
            while (differences.Count < Attempts && difference(drawn, seed + (10 * differences.Count)) is { } found)
            {
                differences.Add(found);
            }

            Assert.True(
                differences.Count < Attempts,
                $"LearnerCase.Draw({seed}), {drawn.Lanes} lanes, {drawn.Shape}, {drawn.Training}:\n{string.Join('\n', differences)}");
        }));

    private static TorchLearner Torch(LearnerCase drawn, int numbers)
    {
        TorchLearner learner = new(drawn.Plan, drawn.Actions, seed: 1, CPU);
        learner.LoadWeights(drawn.Weights(numbers));
        return learner;
    }

    private static CpuLearner Managed(LearnerCase drawn, int numbers, int lanes)
    {
        CpuLearner learner = new(drawn.Plan, drawn.Actions, seed: 1, lanes);
        learner.LoadWeights(drawn.Weights(numbers));
        return learner;
    }

    private static float[] Losses(LossReport loss) => [loss.Total, loss.Term("policy"), loss.Term("value"), loss.Term("reward")];

    // A parameter that the loss does not reach (dynamics, if nothing is unrolled) has no gradient, which equals zeros.
    private static Dictionary<string, float[]> Gradients(TorchLearner learner)
        => learner.Module.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Weight).ToDictionary(
            tensor => tensor.Name,
            tensor => learner.Module[tensor.Name].grad is { } gradient ? TorchTensors.ToFloats(gradient) : new float[tensor.Length]);

    private static string? Statistics(WeightSnapshot theirs, WeightSnapshot ours)
    {
        TensorFile one = TensorFile.Open(theirs), other = TensorFile.Open(ours);
        return Agreement.First(
            Agreement.Layout(one, other),
            Agreement.Tensors(one.Ending("running_mean"), other.Ending("running_mean"), 1e-4f),
            Agreement.Tensors(one.Ending("running_var"), other.Ending("running_var"), 1e-4f),
            Agreement.Tensors(one.Ending("num_batches_tracked"), other.Ending("num_batches_tracked"), 0.0f));
    }

    // Weights within 1% of how far their tensor moved, and what a float of their size can hold.
    private static string? Moved(TensorFile start, TensorFile theirs, TensorFile ours)
    {
        float floor = 0.01f * start.Names.Max(name => Way(start[name], theirs[name]));
        foreach (string name in start.Names)
        {
            float[] one = theirs[name], other = ours[name];
            float tolerance = 0.01f * MathF.Max(floor, Way(start[name], one));
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
