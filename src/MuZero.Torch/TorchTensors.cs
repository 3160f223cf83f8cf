using System.Runtime.InteropServices;
using MuZero.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Managed buffers as tensors on the processor, and back.</summary>
internal static class TorchTensors
{
    /// <summary>1, for sums and differences. A number that TorchSharp makes for one call may be freed by the finaliser before the call
    /// ends.</summary>
    public static readonly Scalar One = 1;

    /// <summary>A tensor with a copy of numbers.</summary>
    public static Tensor FromFloats(ReadOnlySpan<float> numbers, long[] shape)
    {
        Tensor result = empty(shape, ScalarType.Float32);
        MemoryMarshal.AsBytes(numbers).CopyTo(result.bytes);
        return result;
    }

    /// <summary>A vector with a copy of slots or actions, as libtorch indexes.</summary>
    public static Tensor FromIndices(ReadOnlySpan<int> indices)
    {
        Tensor result = empty([indices.Length], ScalarType.Int64);
        Span<long> wide = MemoryMarshal.Cast<byte, long>(result.bytes);
        for (int i = 0; i < indices.Length; i++)
        {
            wide[i] = indices[i];
        }

        return result;
    }

    /// <summary>A copy of a tensor's numbers, from any device.</summary>
    public static float[] ToFloats(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor local = detached.to(ScalarType.Float32, CPU);
        using Tensor packed = local.contiguous();
        return MemoryMarshal.Cast<byte, float>(packed.bytes).ToArray();
    }

    /// <summary>[planes, height, width] for a residual tower, else [numbers].</summary>
    public static long[] ObservationShape(NetworkShape shape) => shape.Kind == NetworkKind.Residual
        ? [shape.Observation.Planes, shape.Plane.Height, shape.Plane.Width]
        : [shape.Observation.Length];

    /// <summary>Reads the output of a value or reward head as returns: tanh of one number, or the expectation over a support.</summary>
    /// <param name="output">[batch, bins], or [batch, seats * bins] of several returns each.</param>
    /// <param name="support">Of the bins; null for one number.</param>
    /// <param name="returns">[batch], or [batch, seats].</param>
    public static void Decode(Tensor output, Support? support, Span<float> returns)
    {
        ReadOnlySpan<float> raw = ToFloats(output);
        if (support is not null)
        {
            support.DecodeLogits(raw, returns);
            return;
        }

        for (int row = 0; row < returns.Length; row++)
        {
            returns[row] = MathF.Tanh(raw[row]);
        }
    }
}
