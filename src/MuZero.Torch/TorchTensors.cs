using System.Runtime.InteropServices;
using MuZero.Games;
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

    /// <summary>Every action encoded: [A, numbers], or [A, planes, height, width] for a residual tower.</summary>
    public static Tensor ActionTable(IGame game, NetworkShape shape)
    {
        float[] table = ActionEncoding.Table(game, shape.Kind, shape.ActionPlaneKind);
        (int height, int width) = shape.Plane;
        return FromFloats(table, shape.Kind == NetworkKind.Residual
            ? [shape.Actions, shape.ActionPlanes, height, width]
            : [shape.Actions, shape.ActionPlanes]);
    }
}
