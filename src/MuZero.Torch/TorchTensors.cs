using System.Runtime.InteropServices;
using MuZero.Networks;
using static TorchSharp.torch;

namespace MuZero.Torch;

/// <summary>Managed buffers as tensors on the CPU.</summary>
internal static class TorchTensors
{
    /// <summary>A tensor with a copy of numbers.</summary>
    public static Tensor FromFloats(ReadOnlySpan<float> numbers, long[] shape)
    {
        Tensor result = empty(shape, ScalarType.Float32);
        MemoryMarshal.AsBytes(numbers).CopyTo(result.bytes);
        return result;
    }

    /// <summary>A vector with a copy of indices.</summary>
    public static Tensor FromLongs(ReadOnlySpan<long> indices)
    {
        Tensor result = empty([indices.Length], ScalarType.Int64);
        MemoryMarshal.AsBytes(indices).CopyTo(result.bytes);
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

    /// <summary>Every action encoded: [A, numbers], or [A, planes, height, width] for a residual tower.</summary>
    public static Tensor ActionTable(ActionTable actions, NetworkShape shape)
    {
        (int height, int width) = shape.Plane;
        return FromFloats(actions.Rows, shape.Kind == NetworkKind.Residual
            ? [shape.Actions, shape.ActionPlanes, height, width]
            : [shape.Actions, shape.ActionPlanes]);
    }
}
