using MuZero.Learning;
using MuZero.Tests.Shared;

namespace MuZero.Torch.Tests;

/// <summary>A learner's state after one optimiser step, and what the step said.</summary>
internal sealed record LearnerStep(TensorFile Before, TensorFile Weights, TensorFile Optimizer, LossReport Report, float[] Priorities)
{
    /// <summary>The state before the first step.</summary>
    public static LearnerStep Of(ILearner learner)
    {
        TensorFile weights = TensorFile.Open(learner.Snapshot(1));
        return new LearnerStep(weights, weights, TensorFile.Open(learner.SaveOptimizer()), default, []);
    }

    /// <summary>One step further.</summary>
    public LearnerStep Learn(ILearner learner, TrainingBatch batch)
    {
        LossReport report = learner.Learn(batch);
        return new LearnerStep(Weights, TensorFile.Open(learner.Snapshot(1)), TensorFile.Open(learner.SaveOptimizer()), report,
            batch.Priorities);
    }

    /// <summary>The differences of another learner's step from about the same weights: its report, priorities, moments and statistics.
    /// Weights are held to <see cref="UpdateFault"/>.</summary>
    public string? Difference(LearnerStep ours, float tolerance)
    {
        LossReport one = Report, other = ours.Report;
        float range = MathF.Max(1.0f, Priorities.Max()), norm = MathF.Max(1e-6f, one.GradientNorm);
        return Agreement.First(
            one.Applied == other.Applied ? null : $"applied: libtorch {one.Applied}, ours {other.Applied}",
            Agreement.Numbers("losses", [one.Total, .. Terms(one)], [other.Total, .. Terms(other)], tolerance),
            Agreement.Numbers("learning rate", [1.0f], [other.LearningRate / one.LearningRate], 1e-6f),
            Agreement.Numbers("policy entropy", [one.PolicyEntropy], [other.PolicyEntropy], tolerance),
            Agreement.Numbers($"value error of {range}", [one.ValueError / range], [other.ValueError / range], tolerance),
            Agreement.Numbers($"priorities of {range}", Scaled(Priorities, range), Scaled(ours.Priorities, range), tolerance),
            Agreement.Numbers($"gradient norm of {norm}", [one.GradientNorm / norm], [other.GradientNorm / norm], tolerance),
            Agreement.Layout(Weights, ours.Weights),
            Agreement.Layout(Optimizer, ours.Optimizer),
            Agreement.Tensors(Optimizer.Ending("step"), ours.Optimizer.Ending("step"), 0.0f),
            Agreement.Tensors(Optimizer.Ending(".momentum_buffer"), ours.Optimizer.Ending(".momentum_buffer"), tolerance),
            Agreement.Tensors(Optimizer.Ending(".exp_avg"), ours.Optimizer.Ending(".exp_avg"), tolerance),
            Agreement.Tensors(Roots(Optimizer.Ending(".exp_avg_sq")), Roots(ours.Optimizer.Ending(".exp_avg_sq")), tolerance),
            Agreement.Tensors(Weights.Ending("running_mean"), ours.Weights.Ending("running_mean"), tolerance),
            Agreement.Tensors(Weights.Ending("running_var"), ours.Weights.Ending("running_var"), tolerance),
            Agreement.Tensors(Weights.Ending("num_batches_tracked"), ours.Weights.Ending("num_batches_tracked"), 0.0f));
    }

    /// <summary>The weights that differ from the optimiser's formula over this learner's own moments.</summary>
    public string? UpdateFault(TrainingOptions options)
    {
        foreach (string name in Weights.Names)
        {
            float[] before = Before[name], after = Weights[name];
            Func<int, double>? rule = Optimizer.Has($"{name}.exp_avg") ? AdamRule(name, options)
                : Optimizer.Has($"{name}.momentum_buffer") ? MomentumRule(name)
                : null;
            for (int i = 0; rule is not null && i < before.Length; i++)
            {
                double expected = rule(i);
                if (!(Math.Abs(after[i] - expected) <= (2e-7 * Math.Abs(before[i])) + (1e-4 * Math.Abs(expected - before[i])) + 1e-9))
                {
                    return $"{name}[{i}] went from {before[i]} to {after[i]}; its moments take it to {expected}";
                }
            }
        }

        return null;
    }

    private static float[] Terms(LossReport report) => [.. report.Terms.ToArray().Select(term => term.Value)];

    // AdamW (Loshchilov and Hutter, algorithm 2) with PyTorch's beta and epsilon; a parameter without gradients stays, its step 0.
    private Func<int, double> AdamRule(string name, TrainingOptions options)
    {
        float[] before = Before[name], mean = Optimizer[$"{name}.exp_avg"], square = Optimizer[$"{name}.exp_avg_sq"];
        double step = Optimizer[$"{name}.step"][0];
        double stepSize = Report.LearningRate / (1.0 - Math.Pow(0.9, step)), root = Math.Sqrt(1.0 - Math.Pow(0.999, step));
        double kept = 1.0 - (Report.LearningRate * options.WeightDecay);
        return i => step == 0.0 ? before[i] : (kept * before[i]) - (stepSize * mean[i] / ((Math.Sqrt(square[i]) / root) + 1e-8));
    }

    private Func<int, double> MomentumRule(string name)
    {
        float[] before = Before[name], momentum = Optimizer[$"{name}.momentum_buffer"];
        return i => before[i] - ((double)Report.LearningRate * momentum[i]);
    }

    private static Dictionary<string, float[]> Roots(IReadOnlyDictionary<string, float[]> squares)
        => squares.ToDictionary(square => square.Key, square => Array.ConvertAll(square.Value, MathF.Sqrt));

    private static float[] Scaled(float[] numbers, float scale) => Array.ConvertAll(numbers, number => number / scale);
}
