using MuZero.Learning;
using MuZero.Networks;
using MuZero.Tests.Shared;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>Losses, gradients and batch norm statistics of a batch, by libtorch in double.</summary>
/// <remarks>Some gradients say nothing about a kernel: next to a corner of ReLU or of the latent's scaling any rounding error changes them
/// by more than the tolerance, and batch norm over numbers that hardly differ multiplies rounding errors. Whether a gradient is such a one
/// is decided by libtorch alone, before a kernel runs: <see cref="Of"/> demands that libtorch's floats agree with its doubles, and that
/// weights a little larger and a little smaller have the same gradient on average, as they do away from corners.</remarks>
internal sealed record ExactGradient(LossReport Losses, IReadOnlyDictionary<string, float[]> Gradients, WeightSnapshot Weights)
{
    // A tenth of the tolerance between the backends: the kernels' Winograd transforms round up to ten times as much as libtorch's sums.
    private const float RoundingTolerance = 1e-5f, CornerTolerance = 1e-5f;
    private const double Disturbance = 1e-5;

    /// <summary>The gradient at some weights, or null if a rounding error can change it.</summary>
    public static ExactGradient? Of(LearnerCase drawn, WeightSnapshot weights, TrainingBatch batch)
    {
        using TorchLearner exact = Learner(drawn, weights, ScalarType.Float64), rounded = Learner(drawn, weights, ScalarType.Float32);
        ExactGradient gradient = new(exact.Differentiate(batch), Of(exact), exact.Snapshot(1));
        rounded.Differentiate(batch);
        Dictionary<string, float[]> larger = Disturbed(exact, Disturbance, batch), smaller = Disturbed(exact, -2.0 * Disturbance, batch);
        Dictionary<string, float[]> mean = larger.ToDictionary(pair => pair.Key,
            pair => pair.Value.Zip(smaller[pair.Key], (x, y) => (x + y) / 2.0f).ToArray());
        return Agreement.Tensors(gradient.Gradients, Of(rounded), RoundingTolerance) is null
            && Agreement.Tensors(gradient.Gradients, mean, CornerTolerance) is null ? gradient : null;
    }

    /// <summary>A learner's gradients by name. A parameter that the loss does not reach (dynamics, if nothing is unrolled) has none, which
    /// equals zeros.</summary>
    public static Dictionary<string, float[]> Of(TorchLearner learner)
        => learner.Module.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Weight).ToDictionary(
            tensor => tensor.Name,
            tensor => learner.Module[tensor.Name].grad is { } gradient ? TorchTensors.ToFloats(gradient) : new float[tensor.Length]);

    /// <summary>libtorch's learner of a case at some weights.</summary>
    public static TorchLearner Learner(LearnerCase drawn, WeightSnapshot weights, ScalarType precision)
    {
        TorchLearner learner = new(drawn.Plan, drawn.Actions, seed: 1, Libtorch.Device, precision);
        learner.LoadWeights(weights);
        return learner;
    }

    // Adds to every weight a number of the size of the disturbance, the same one at each call.
    private static Dictionary<string, float[]> Disturbed(TorchLearner learner, double disturbance, TrainingBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            using Generator random = new(seed: 1);
            using Scalar factor = disturbance;
            foreach (Tensor weight in learner.Module.Weights)
            {
                weight.add_(randn(weight.shape, ScalarType.Float64, generator: random).to(weight.device), factor);
            }
        }

        learner.Differentiate(batch);
        return Of(learner);
    }
}
