using MuZero.Errors;
using MuZero.Learning;
using MuZero.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchState = TorchSharp.Modules.OptimizerState;

namespace MuZero.Torch;

/// <summary>The optimiser of a run, and its state as a safetensors file: step, and each parameter's moments by name.</summary>
internal sealed class TorchOptimizer(IReadOnlyList<Parameter> parameters, LearningPlan plan) : IDisposable
{
    private readonly TensorLayout[] _weights = [.. plan.Layout.Tensors().Where(tensor => tensor.Kind == TensorKind.Weight)];
    private OptimizerHelper _optimizer = Create(parameters, plan.Options);

    private TrainingOptions Options => plan.Options;

    /// <summary>The rate of the next step.</summary>
    public double LearningRate
    {
        set
        {
            foreach (optim.ILearningRateController group in _optimizer.ParamGroups)
            {
                group.LearningRate = value;
            }
        }
    }

    public void ZeroGradients() => _optimizer.zero_grad();

    public void Step() => _optimizer.step();

    /// <summary>Back to the state before the first step.</summary>
    public void Reset()
    {
        _optimizer.Dispose();
        _optimizer = Create(parameters, plan.Options);
    }

    /// <summary>The state after <paramref name="step"/> steps.</summary>
    public byte[] Write(long step)
    {
        using DisposeScope scope = NewDisposeScope();
        return Learning.OptimizerState.Write(Options.Optimizer, step, _weights, States().Select(Read));
    }

    /// <summary>Takes over what <see cref="Write"/> wrote and returns its step; nothing is changed if the file does not fit.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network or optimiser.</exception>
    public long Read(ReadOnlyMemory<byte> bytes)
    {
        (long step, Moments[] moments) = Learning.OptimizerState.Read(bytes, Options.Optimizer, _weights);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach ((TorchState state, (Moments of, TensorLayout weight)) in States().Zip(moments.Zip(_weights)))
        {
            Fill(state, of, [.. weight.Shape]);
        }

        return step;
    }

    public void Dispose() => _optimizer.Dispose();

    private List<TorchState> States() => _optimizer.state_dict().State;

    private static Moments Read(TorchState state) => state switch
    {
        AdamW.State adam => new Moments(adam.step, TorchTensors.ToFloats(adam.exp_avg), TorchTensors.ToFloats(adam.exp_avg_sq)),
        SGD.State { momentum_buffer: { } momentum } => new Moments(1, TorchTensors.ToFloats(momentum), default),
        _ => default,
    };

    private void Fill(TorchState state, in Moments moments, long[] shape)
    {
        if (state is AdamW.State adam)
        {
            adam.step = moments.Steps;
            adam.exp_avg.copy_(TorchTensors.FromFloats(moments.First.Span, shape));
            adam.exp_avg_sq.copy_(TorchTensors.FromFloats(moments.Second.Span, shape));
        }
        else if (state is SGD.State momentum)
        {
            // TorchSharp creates the buffer at the first step; a file written before has none.
            Tensor? before = momentum.momentum_buffer;
            momentum.momentum_buffer = moments.First.IsEmpty ? null
                : TorchTensors.FromFloats(moments.First.Span, shape).to(parameters[0].device).DetachFromDisposeScope();
            before?.Dispose();
        }
    }

    private static OptimizerHelper Create(IReadOnlyList<Parameter> parameters, TrainingOptions options) => options.Optimizer == OptimizerKind.Sgd
        ? optim.SGD(parameters, options.LearningRate, options.Momentum, weight_decay: options.WeightDecay)
        : optim.AdamW(parameters, options.LearningRate, weight_decay: options.WeightDecay);
}
