using MuZero.Errors;
using MuZero.Files.Safetensors;
using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>The optimiser's memory of one tensor.</summary>
/// <param name="Steps">Steps made with it; SGD counts none or some.</param>
/// <param name="First">AdamW's mean gradient, or SGD's momentum; empty for SGD before the first step and without momentum.</param>
/// <param name="Second">AdamW's mean square; empty for SGD.</param>
public readonly record struct Moments(long Steps, ReadOnlyMemory<float> First, ReadOnlyMemory<float> Second);

/// <summary>The optimiser's state as a safetensors file: the step, and each tensor's moments by name. Every backend reads and writes the
/// same.</summary>
public static class OptimizerState
{
    private const string Format = "muzero-optimizer-1";
    private const string StepName = "step";
    private const string Source = "the optimiser's state";

    /// <summary>The file after <paramref name="step"/> steps.</summary>
    /// <param name="kind">The optimiser.</param>
    /// <param name="step">Steps applied.</param>
    /// <param name="weights">The trained tensors, in file order.</param>
    /// <param name="moments">Each tensor's, in the same order.</param>
    public static byte[] Write(OptimizerKind kind, long step, IEnumerable<TensorLayout> weights, IEnumerable<Moments> moments)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("format", Format).AddMetadata("optimizer", kind.ToString());
        writer.Add(StepName, [1], (ReadOnlySpan<long>)[step]);
        foreach ((TensorLayout weight, Moments of) in weights.Zip(moments))
        {
            long[] shape = [.. weight.Shape];
            if (kind == OptimizerKind.AdamW)
            {
                writer.Add(Steps(weight), [1], (ReadOnlySpan<long>)[of.Steps]);
                writer.Add(Mean(weight), shape, of.First.Span);
                writer.Add(Square(weight), shape, of.Second.Span);
            }
            else if (!of.First.IsEmpty)
            {
                writer.Add(Momentum(weight), shape, of.First.Span);
            }
        }

        return writer.ToArray();
    }

    /// <summary>The step and each tensor's moments in the output of <see cref="Write"/>.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="kind">The optimiser that is to continue.</param>
    /// <param name="weights">The trained tensors, in file order.</param>
    /// <exception cref="CorruptDataException">The bytes are not a safetensors file.</exception>
    /// <exception cref="IncompatibleException">They belong to another network or optimiser.</exception>
    public static (long Step, Moments[] Moments) Read(ReadOnlyMemory<byte> bytes, OptimizerKind kind, IReadOnlyList<TensorLayout> weights)
    {
        SafetensorsFile file = SafetensorsFile.Parse(bytes, Source);
        string? theirs = file.Metadata.GetValueOrDefault("optimizer");
        if (theirs != kind.ToString())
        {
            throw new IncompatibleException(
                $"The checkpoint's optimiser is {theirs ?? "unknown"}; this run uses {kind}. Set training.optimizer to match, or use "
                    + "--restore, which begins with a new one.");
        }

        file.RequireFits(StepName, SafetensorsType.I64, 1);
        Moments[] moments = [.. weights.Select(weight => kind == OptimizerKind.AdamW
            ? ReadAdam(file, weight)
            : ReadMomentum(file, weight))];
        return (file.Longs(StepName)[0], moments);
    }

    private static Moments ReadAdam(SafetensorsFile file, TensorLayout weight)
    {
        long[] shape = [.. weight.Shape];
        file.RequireFits(Steps(weight), SafetensorsType.I64, 1);
        file.RequireFits(Mean(weight), SafetensorsType.F32, shape);
        file.RequireFits(Square(weight), SafetensorsType.F32, shape);
        return new Moments(file.Longs(Steps(weight))[0], file.Floats(Mean(weight)).ToArray(), file.Floats(Square(weight)).ToArray());
    }

    // A file written before the first step has no momentum.
    private static Moments ReadMomentum(SafetensorsFile file, TensorLayout weight)
    {
        if (!file.TryGet(Momentum(weight), out _))
        {
            return default;
        }

        file.RequireFits(Momentum(weight), SafetensorsType.F32, [.. weight.Shape]);
        return new Moments(1, file.Floats(Momentum(weight)).ToArray(), default);
    }

    private static string Steps(TensorLayout weight) => $"{weight.Name}.step";

    private static string Mean(TensorLayout weight) => $"{weight.Name}.exp_avg";

    private static string Square(TensorLayout weight) => $"{weight.Name}.exp_avg_sq";

    private static string Momentum(TensorLayout weight) => $"{weight.Name}.momentum_buffer";
}
