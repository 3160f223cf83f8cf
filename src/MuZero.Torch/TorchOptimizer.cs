using MuZero.Errors;
using MuZero.Learning;
using MuZero.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OptimizerState = MuZero.Learning.OptimizerState;

namespace MuZero.Torch;

/// <summary>AdamW (Loshchilov and Hutter, 2019) or SGD with momentum, and its state as a safetensors file.</summary>
/// <remarks>Not TorchSharp's: those leave the numbers of each call to the finaliser, which may free them while libtorch still reads them,
/// and a step then fails.</remarks>
internal sealed class TorchOptimizer(IReadOnlyList<Parameter> parameters, LearningPlan plan) : IDisposable
{
    private readonly TrainingOptions _options = plan.Options;
    private readonly TensorLayout[] _weights = [.. plan.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Weight)];
    private readonly long[] _steps = new long[parameters.Count];
    private readonly Tensor[] _first = Zeros(parameters); // AdamW's mean gradient, or SGD's momentum
    private readonly Tensor[] _second = plan.Options.Optimizer == OptimizerKind.AdamW ? Zeros(parameters) : []; // AdamW's mean square

    public void ZeroGradients()
    {
        foreach (Parameter parameter in parameters)
        {
            parameter.grad?.zero_();
        }
    }

    /// <summary>One step with every parameter that the loss reaches.</summary>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].grad is { } gradient)
            {
                _steps[i]++;
                if (_options.Optimizer == OptimizerKind.AdamW)
                {
                    Adapt(i, gradient, learningRate);
                }
                else
                {
                    Descend(i, gradient, learningRate);
                }
            }
        }
    }

    /// <summary>Back to the state before the first step.</summary>
    public void Reset() => Restore(new Moments[parameters.Count]);

    /// <summary>The state after <paramref name="step"/> steps.</summary>
    public byte[] Write(long step)
        => OptimizerState.Write(_options.Optimizer, step, _weights, Enumerable.Range(0, parameters.Count).Select(Moments));

    /// <summary>Takes over what <see cref="Write"/> wrote and returns its step; nothing is changed if the file does not fit.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network or optimiser.</exception>
    public long Read(ReadOnlyMemory<byte> bytes)
    {
        (long step, Moments[] moments) = OptimizerState.Read(bytes, _options.Optimizer, _weights);
        Restore(moments);
        return step;
    }

    public void Dispose()
    {
        foreach (Tensor moments in _first.Concat(_second))
        {
            moments.Dispose();
        }
    }

    private void Adapt(int i, Tensor gradient, double learningRate)
    {
        const double Beta1 = LearningPlan.AdamBeta1, Beta2 = LearningPlan.AdamBeta2;
        using Scalar keep1 = Beta1, take1 = 1.0 - Beta1, keep2 = Beta2, take2 = 1.0 - Beta2, epsilon = LearningPlan.AdamEpsilon;
        using Scalar shrink = 1.0 - (learningRate * _options.WeightDecay), root = Math.Sqrt(1.0 - Math.Pow(Beta2, _steps[i]));
        using Scalar rate = -learningRate / (1.0 - Math.Pow(Beta1, _steps[i]));
        parameters[i].mul_(shrink);
        _first[i].mul_(keep1).add_(gradient, take1);
        _second[i].mul_(keep2).addcmul_(gradient, gradient, take2);
        parameters[i].addcdiv_(_first[i], _second[i].sqrt().div_(root).add_(epsilon, TorchTensors.One), rate);
    }

    private void Descend(int i, Tensor gradient, double learningRate)
    {
        using Scalar decay = _options.WeightDecay, keep = _options.Momentum, rate = -learningRate;
        _first[i].mul_(keep).add_(gradient.add(parameters[i], decay), TorchTensors.One);
        parameters[i].add_(_first[i], rate);
    }

    private Moments Moments(int i) => _options.Optimizer == OptimizerKind.AdamW
        ? new Moments(_steps[i], TorchTensors.ToFloats(_first[i]), TorchTensors.ToFloats(_second[i]))
        : new Moments(_steps[i], _steps[i] > 0 && _options.Momentum > 0.0 ? TorchTensors.ToFloats(_first[i]) : default, default);

    private void Restore(Moments[] moments)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < moments.Length; i++)
        {
            _steps[i] = moments[i].Steps;
            Fill(_first[i], moments[i].First.Span);
            if (_second.Length > 0)
            {
                Fill(_second[i], moments[i].Second.Span);
            }
        }
    }

    private static void Fill(Tensor moments, ReadOnlySpan<float> numbers)
    {
        if (numbers.IsEmpty)
        {
            moments.zero_();
        }
        else
        {
            moments.copy_(TorchTensors.FromFloats(numbers, moments.shape));
        }
    }

    private static Tensor[] Zeros(IReadOnlyList<Parameter> parameters)
    {
        using IDisposable noGradient = no_grad();
        return [.. parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())];
    }
}
