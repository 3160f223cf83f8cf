using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.rand: a tensor of uniform draws from [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Uniform, size, dtype, device, requires_grad);

    /// <summary>torch.rand: a tensor of uniform draws from [0, 1).</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Uniform, size, dtype, device, requires_grad);

    /// <summary>torch.rand: a vector of uniform draws from [0, 1).</summary>
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Uniform, [size], dtype, device, requires_grad);

    /// <summary>torch.rand: a matrix of uniform draws from [0, 1).</summary>
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Uniform, [rows, columns], dtype, device, requires_grad);

    /// <summary>torch.rand: a tensor of uniform draws from [0, 1).</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Uniform, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>torch.rand: a tensor of uniform draws from [0, 1).</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Uniform, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>torch.randn: a tensor of standard normal draws.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Normal, size, dtype, device, requires_grad);

    /// <summary>torch.randn: a tensor of standard normal draws.</summary>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Normal, size, dtype, device, requires_grad);

    /// <summary>torch.randn: a vector of standard normal draws.</summary>
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Normal, [size], dtype, device, requires_grad);

    /// <summary>torch.randn: a matrix of standard normal draws.</summary>
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Normal, [rows, columns], dtype, device, requires_grad);

    /// <summary>torch.randn: a tensor of standard normal draws.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Normal, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>torch.randn: a tensor of standard normal draws.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Normal, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>torch.manual_seed: seeds libtorch's generators, the CPU's and every GPU's.</summary>
    public static void manual_seed(long seed) => NativeError.Check(NativeMethods.ts_manual_seed(seed));
}
