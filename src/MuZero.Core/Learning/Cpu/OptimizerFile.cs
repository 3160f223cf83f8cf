using MuZero.Errors;
using MuZero.Files.Safetensors;

namespace MuZero.Learning.Cpu;

/// <summary>The optimiser's state as a safetensors file: step, and each parameter's moments by name; MuZero.Torch's learner reads and writes
/// the same.</summary>
internal static class OptimizerFile
{
    private const string StepName = "step";
    private const string Source = "the optimiser's state";

    /// <summary>The state after <paramref name="step"/> steps.</summary>
    public static byte[] Write(List<Parameter> parameters, TrainingOptions options, long step)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", "muzero-optimizer-1").AddMetadata("optimizer", options.Optimizer.ToString());
        writer.Add(StepName, [1], (ReadOnlySpan<long>)[step]);
        foreach (Parameter parameter in parameters)
        {
            if (options.Optimizer == OptimizerKind.AdamW)
            {
                writer.Add($"{parameter.Name}.step", [1], (ReadOnlySpan<long>)[parameter.Steps]);
                writer.Add($"{parameter.Name}.exp_avg", parameter.Shape, parameter.First);
                writer.Add($"{parameter.Name}.exp_avg_sq", parameter.Shape, parameter.Second);
            }
            else if (parameter.Steps > 0 && options.Momentum > 0.0)
            {
                writer.Add($"{parameter.Name}.momentum_buffer", parameter.Shape, parameter.First);
            }
        }

        return writer.ToArray();
    }

    /// <summary>Loads the output of <see cref="Write"/> and returns its step; nothing is changed if the file does not fit.</summary>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network or optimiser.</exception>
    public static long Read(List<Parameter> parameters, TrainingOptions options, ReadOnlyMemory<byte> bytes)
    {
        SafetensorsFile file = SafetensorsFile.Parse(bytes, Source);
        string? kind = file.Metadata.GetValueOrDefault("optimizer");
        if (kind != options.Optimizer.ToString())
        {
            throw new IncompatibleException($"The checkpoint's optimiser is {kind ?? "unknown"}; this run uses {options.Optimizer}. Set training.optimizer to match, or use --restore, which begins with a new one.");
        }

        file.RequireFits(StepName, SafetensorsType.I64, 1);
        foreach (Parameter parameter in parameters)
        {
            RequireFits(file, parameter, options.Optimizer);
        }

        foreach (Parameter parameter in parameters)
        {
            Fill(file, parameter, options.Optimizer);
        }

        return file.Longs(StepName)[0];
    }

    /// <summary>Back to the state before the first step.</summary>
    public static void Reset(Parameter parameter)
    {
        parameter.Steps = 0;
        parameter.First.Clear();
        parameter.Second.Clear();
    }

    private static void RequireFits(SafetensorsFile file, Parameter parameter, OptimizerKind kind)
    {
        if (kind == OptimizerKind.AdamW)
        {
            file.RequireFits($"{parameter.Name}.step", SafetensorsType.I64, 1);
            file.RequireFits($"{parameter.Name}.exp_avg", SafetensorsType.F32, parameter.Shape);
            file.RequireFits($"{parameter.Name}.exp_avg_sq", SafetensorsType.F32, parameter.Shape);
        }
        else if (file.TryGet($"{parameter.Name}.momentum_buffer", out _))
        {
            file.RequireFits($"{parameter.Name}.momentum_buffer", SafetensorsType.F32, parameter.Shape);
        }
    }

    private static void Fill(SafetensorsFile file, Parameter parameter, OptimizerKind kind)
    {
        Reset(parameter);
        if (kind == OptimizerKind.AdamW)
        {
            parameter.Steps = file.Longs($"{parameter.Name}.step")[0];
            file.Floats($"{parameter.Name}.exp_avg").CopyTo(parameter.First);
            file.Floats($"{parameter.Name}.exp_avg_sq").CopyTo(parameter.Second);
        }
        else if (file.TryGet($"{parameter.Name}.momentum_buffer", out _))
        {
            parameter.Steps = 1; // a file written before the first step has no momentum
            file.Floats($"{parameter.Name}.momentum_buffer").CopyTo(parameter.First);
        }
    }
}
