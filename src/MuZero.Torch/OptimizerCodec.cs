using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Learning;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>The optimiser of a run, and its state as a safetensors file: step, and each parameter's moments by name.</summary>
internal sealed class OptimizerCodec(nn.Module module, TrainingOptions options) : IDisposable
{
    private const string StepName = "step";
    private const string Source = "the optimiser's state";
    private OptimizerHelper _optimizer = Create(module, options);

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
        _optimizer = Create(module, options);
    }

    /// <summary>The state after <paramref name="step"/> steps.</summary>
    public byte[] Write(long step)
    {
        using DisposeScope scope = NewDisposeScope();
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "muzero-optimizer-1").AddMetadata("optimizer", options.Optimizer.ToString());
        writer.Add(StepName, [1], (ReadOnlySpan<long>)[step]);
        foreach ((string name, OptimizerState state) in States())
        {
            if (state is AdamW.State adam)
            {
                writer.Add($"{name}.step", [1], (ReadOnlySpan<long>)[adam.step]);
                WeightCodec.Add(writer, $"{name}.exp_avg", adam.exp_avg);
                WeightCodec.Add(writer, $"{name}.exp_avg_sq", adam.exp_avg_sq);
            }
            else if (state is SGD.State { momentum_buffer: { } momentum })
            {
                WeightCodec.Add(writer, $"{name}.momentum_buffer", momentum);
            }
        }

        return writer.ToArray();
    }

    /// <summary>Loads the output of <see cref="Write"/> and returns its step; nothing is changed if the file does not fit.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network or optimiser.</exception>
    public long Read(ReadOnlyMemory<byte> bytes)
    {
        SafetensorsFile file = SafetensorsFile.Parse(bytes, Source);
        string? kind = file.Metadata.GetValueOrDefault("optimizer");
        if (kind != options.Optimizer.ToString())
        {
            throw new IncompatibleException($"The checkpoint's optimiser is {kind ?? "unknown"}; this run uses {options.Optimizer}. Set training.optimizer to match, or use --restore, which begins with a new one.");
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        List<(string Name, OptimizerState State)> states = [.. States()];
        file.RequireFits(StepName, SafetensorsType.I64, 1);
        states.ForEach(own => RequireFits(file, own.Name, own.State));
        states.ForEach(own => Fill(file, own.Name, own.State));
        return file.Longs(StepName)[0];
    }

    public void Dispose() => _optimizer.Dispose();

    private IEnumerable<(string Name, OptimizerState State)> States()
        => module.named_parameters().Select(named => named.name).Zip(_optimizer.state_dict().State);

    private void RequireFits(SafetensorsFile file, string name, OptimizerState state)
    {
        if (state is AdamW.State adam)
        {
            file.RequireFits($"{name}.step", SafetensorsType.I64, 1);
            WeightCodec.RequireFits(file, $"{name}.exp_avg", adam.exp_avg);
            WeightCodec.RequireFits(file, $"{name}.exp_avg_sq", adam.exp_avg_sq);
        }
        else if (file.TryGet($"{name}.momentum_buffer", out _))
        {
            WeightCodec.RequireFits(file, $"{name}.momentum_buffer", module.get_parameter(name)!);
        }
    }

    private void Fill(SafetensorsFile file, string name, OptimizerState state)
    {
        if (state is AdamW.State adam)
        {
            adam.step = file.Longs($"{name}.step")[0];
            adam.exp_avg.copy_(WeightCodec.Get(file, $"{name}.exp_avg", adam.exp_avg));
            adam.exp_avg_sq.copy_(WeightCodec.Get(file, $"{name}.exp_avg_sq", adam.exp_avg_sq));
        }
        else if (state is SGD.State momentum)
        {
            // Upstream creates the buffer at the first step; a file written before has none.
            momentum.momentum_buffer?.Dispose();
            momentum.momentum_buffer = file.TryGet($"{name}.momentum_buffer", out _)
                ? WeightCodec.Get(file, $"{name}.momentum_buffer", module.get_parameter(name)!).DetachFromDisposeScope()
                : null;
        }
    }

    private static OptimizerHelper Create(nn.Module module, TrainingOptions options) => options.Optimizer == OptimizerKind.Sgd
        ? optim.SGD(module.parameters(), options.LearningRate, options.Momentum, weight_decay: options.WeightDecay)
        : optim.AdamW(module.parameters(), options.LearningRate, weight_decay: options.WeightDecay);
}
