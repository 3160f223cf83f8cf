using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>torch.tensor: one number.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false)
        => FromValues<float>([scalar], [], ScalarType.Float32, null, device, requires_grad);

    /// <summary>torch.tensor: a vector with a copy of the values.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<float>(rawArray, [rawArray.Length], ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<float>(rawArray.Span, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a matrix with a copy of the values.</summary>
    public static Tensor tensor(float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<float>(
            MemoryMarshal.CreateSpan(ref Unsafe.As<byte, float>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length),
            [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>torch.tensor: one number.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<double>([scalar], [], ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>torch.tensor: a vector with a copy of the values.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<double>(rawArray, [rawArray.Length], ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<double>(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>torch.tensor: one number.</summary>
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<long>([scalar], [], ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>torch.tensor: a vector with a copy of the values.</summary>
    public static Tensor tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<long>(rawArray, [rawArray.Length], ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(long[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<long>(rawArray, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<long>(rawArray.Span, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>torch.tensor: a matrix with a copy of the values.</summary>
    public static Tensor tensor(long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<long>(
            MemoryMarshal.CreateSpan(ref Unsafe.As<byte, long>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length),
            [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>torch.tensor: one number.</summary>
    public static Tensor tensor(int scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<int>([scalar], [], ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a vector with a copy of the values.</summary>
    public static Tensor tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<int>(rawArray, [rawArray.Length], ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<int>(rawArray, dimensions, ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<int>(rawArray.Span, dimensions, ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>torch.tensor: a matrix with a copy of the values.</summary>
    public static Tensor tensor(int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<int>(
            MemoryMarshal.CreateSpan(ref Unsafe.As<byte, int>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length),
            [rawArray.GetLength(0), rawArray.GetLength(1)], ScalarType.Int32, dtype, device, requires_grad);

    /// <summary>torch.tensor: one number.</summary>
    public static Tensor tensor(byte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<byte>([scalar], [], ScalarType.Byte, dtype, device, requires_grad);

    /// <summary>torch.tensor: a vector with a copy of the values.</summary>
    public static Tensor tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<byte>(rawArray, [rawArray.Length], ScalarType.Byte, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<byte>(rawArray, dimensions, ScalarType.Byte, dtype, device, requires_grad);

    /// <summary>torch.tensor: one number.</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<bool>([scalar], [], ScalarType.Bool, dtype, device, requires_grad);

    /// <summary>torch.tensor: a vector with a copy of the values.</summary>
    public static Tensor tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<bool>(rawArray, [rawArray.Length], ScalarType.Bool, dtype, device, requires_grad);

    /// <summary>torch.tensor: a copy of the values, laid out row by row.</summary>
    public static Tensor tensor(bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => FromValues<bool>(rawArray, dimensions, ScalarType.Bool, dtype, device, requires_grad);

    private static Tensor FromValues<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType own, ScalarType? dtype, Device? device, bool requiresGrad)
        where T : unmanaged
    {
        long count = 1;
        foreach (long size in sizes)
        {
            count *= size;
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"tensor({Tensor.Describe(sizes)}): the shape has {count} elements, the array {values.Length}.", nameof(values));
        }

        Tensor result;
        fixed (T* from = values)
        {
            fixed (long* at = sizes)
            {
                result = Tensor.Made(NativeMethods.ts_from_values(from, at, sizes.Length, (int)own));
            }
        }

        if ((dtype is not null && dtype != own) || (device is not null && device.type != DeviceType.CPU))
        {
            result = result.to(dtype ?? own, device ?? CPU, disposeAfter: true);
        }

        return requiresGrad ? result.requires_grad_() : result;
    }
}
