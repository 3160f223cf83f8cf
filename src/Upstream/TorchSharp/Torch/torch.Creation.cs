using TorchSharp.Native;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>torch.zeros_like: of the input's shape, and of its kind and device where not said otherwise.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => CreateLike(Fill.Zeros, input, dtype, device, requires_grad);

    /// <summary>torch.ones_like: of the input's shape, and of its kind and device where not said otherwise.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => CreateLike(Fill.Ones, input, dtype, device, requires_grad);

    /// <summary>torch.empty_like: of the input's shape, and of its kind and device where not said otherwise.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => CreateLike(Fill.Empty, input, dtype, device, requires_grad);

    /// <summary>torch.rand_like: of the input's shape, and of its kind and device where not said otherwise.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => CreateLike(Fill.Uniform, input, dtype, device, requires_grad);

    /// <summary>torch.randn_like: of the input's shape, and of its kind and device where not said otherwise.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => CreateLike(Fill.Normal, input, dtype, device, requires_grad);

    /// <summary>torch.full: every element is value.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => full((ReadOnlySpan<long>)size, value, dtype, device, requires_grad);

    /// <summary>torch.full: every element is value.</summary>
    public static Tensor full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        ScalarType type = dtype ?? (value.Number.IsBoolean ? ScalarType.Bool : value.Number.IsFloating ? ScalarType.Float32 : ScalarType.Int64);
        device ??= CPU;
        fixed (long* at = size)
        {
            Tensor result = Tensor.Made(
                NativeMethods.ts_full(at, size.Length, value.Number, (int)type, (int)device.type, device.index));
            return requires_grad ? result.requires_grad_() : result;
        }
    }

    /// <summary>torch.full: a vector whose every element is value.</summary>
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => full([size], value, dtype, device, requires_grad);

    /// <summary>torch.full: a matrix whose every element is value.</summary>
    public static Tensor full(long rows, long columns, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => full([rows, columns], value, dtype, device, requires_grad);

    /// <summary>torch.arange: 0, 1, ... before stop.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>torch.arange: start, start + 1, ... before stop.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>torch.arange: start, start + step, ... before stop; integers when all three are.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        device ??= CPU;
        Tensor result = Tensor.Made(NativeMethods.ts_arange(
            start.Number, stop.Number, step.Number, dtype is ScalarType type ? (int)type : -1, (int)device.type, device.index));
        return requires_grad ? result.requires_grad_() : result;
    }

    private static Tensor Create(Fill fill, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        device ??= CPU;
        fixed (long* at = sizes)
        {
            return Tensor.Made(NativeMethods.ts_create(
                (int)fill, at, sizes.Length, (int)(dtype ?? ScalarType.Float32), (int)device.type, device.index, requiresGrad ? 1 : 0));
        }
    }

    private static Tensor CreateLike(Fill fill, Tensor input, ScalarType? dtype, Device? device, bool requiresGrad)
    {
        Tensor result = Tensor.Made(
            NativeMethods.ts_create_like(
                input.Handle, (int)fill, dtype is ScalarType type ? (int)type : -1, device is null ? -1 : (int)device.type, device?.index ?? -1),
            input);
        return requiresGrad ? result.requires_grad_() : result;
    }

    // The order is tensor.cpp's.
    private enum Fill
    {
        Empty,
        Zeros,
        Ones,
        Uniform,
        Normal,
    }
}
