namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.empty: a tensor of unset elements.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Empty, size, dtype, device, requires_grad);

    /// <summary>torch.empty: a tensor of unset elements.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Empty, size, dtype, device, requires_grad);

    /// <summary>torch.empty: a vector of unset elements.</summary>
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Empty, [size], dtype, device, requires_grad);

    /// <summary>torch.empty: a matrix of unset elements.</summary>
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Empty, [rows, columns], dtype, device, requires_grad);

    /// <summary>torch.empty: a tensor of unset elements.</summary>
    public static Tensor empty(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Empty, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>torch.empty: a tensor of unset elements.</summary>
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Empty, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>torch.zeros: a tensor of zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Zeros, size, dtype, device, requires_grad);

    /// <summary>torch.zeros: a tensor of zeros.</summary>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Zeros, size, dtype, device, requires_grad);

    /// <summary>torch.zeros: a vector of zeros.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Zeros, [size], dtype, device, requires_grad);

    /// <summary>torch.zeros: a matrix of zeros.</summary>
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Zeros, [rows, columns], dtype, device, requires_grad);

    /// <summary>torch.zeros: a tensor of zeros.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Zeros, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>torch.zeros: a tensor of zeros.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Zeros, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>torch.ones: a tensor of ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Ones, size, dtype, device, requires_grad);

    /// <summary>torch.ones: a tensor of ones.</summary>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Ones, size, dtype, device, requires_grad);

    /// <summary>torch.ones: a vector of ones.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Ones, [size], dtype, device, requires_grad);

    /// <summary>torch.ones: a matrix of ones.</summary>
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Ones, [rows, columns], dtype, device, requires_grad);

    /// <summary>torch.ones: a tensor of ones.</summary>
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Ones, [dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>torch.ones: a tensor of ones.</summary>
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Create(Fill.Ones, [dim0, dim1, dim2, dim3], dtype, device, requires_grad);
}
