using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Tensor.min: the smallest element of all.</summary>
        public Tensor min() => Made(NativeMethods.ts_min(Handle), this);

        /// <summary>Tensor.min: the smallest elements along a dimension, and where they stand.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            nint values, indexes;
            Changed(NativeMethods.ts_min_dim(Handle, dim, keepdim ? 1 : 0, &values, &indexes));
            return (new Tensor(values), new Tensor(indexes));
        }

        /// <summary>Tensor.max: the largest element of all.</summary>
        public Tensor max() => Made(NativeMethods.ts_max(Handle), this);

        /// <summary>Tensor.max: the largest elements along a dimension, and where they stand.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            nint values, indexes;
            Changed(NativeMethods.ts_max_dim(Handle, dim, keepdim ? 1 : 0, &values, &indexes));
            return (new Tensor(values), new Tensor(indexes));
        }

        /// <summary>Tensor.argmin: where the smallest element stands, counting in row order.</summary>
        public Tensor argmin() => Made(NativeMethods.ts_argmin(Handle), this);

        /// <summary>Tensor.argmin: where the smallest element stands along a dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Made(NativeMethods.ts_argmin_dim(Handle, dim, keepdim ? 1 : 0), this);

        /// <summary>Tensor.argmax: where the largest element stands, counting in row order.</summary>
        public Tensor argmax() => Made(NativeMethods.ts_argmax(Handle), this);

        /// <summary>Tensor.argmax: where the largest element stands along a dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Made(NativeMethods.ts_argmax_dim(Handle, dim, keepdim ? 1 : 0), this);

        /// <summary>Tensor.all: whether all element is true.</summary>
        public Tensor all() => Made(NativeMethods.ts_all(Handle), this);

        /// <summary>Tensor.all: whether all element along a dimension is true.</summary>
        public Tensor all(long dim, bool keepdim = false) => Made(NativeMethods.ts_all_dim(Handle, dim, keepdim ? 1 : 0), this);

        /// <summary>Tensor.any: whether any element is true.</summary>
        public Tensor any() => Made(NativeMethods.ts_any(Handle), this);

        /// <summary>Tensor.any: whether any element along a dimension is true.</summary>
        public Tensor any(long dim, bool keepdim = false) => Made(NativeMethods.ts_any_dim(Handle, dim, keepdim ? 1 : 0), this);

        /// <summary>Tensor.amin: the smallest elements over dimensions.</summary>
        public Tensor amin(params long[] dims) => amin((ReadOnlySpan<long>)dims);

        /// <summary>Tensor.amin: the smallest elements over dimensions.</summary>
        public Tensor amin(long[] dims, bool keepdim) => amin((ReadOnlySpan<long>)dims, keepdim);

        /// <summary>Tensor.amin: the smallest elements over dimensions.</summary>
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false)
        {
            fixed (long* at = dims)
            {
                return Made(NativeMethods.ts_amin(Handle, at, dims.Length, keepdim ? 1 : 0), this);
            }
        }

        /// <summary>Tensor.amax: the largest elements over dimensions.</summary>
        public Tensor amax(params long[] dims) => amax((ReadOnlySpan<long>)dims);

        /// <summary>Tensor.amax: the largest elements over dimensions.</summary>
        public Tensor amax(long[] dims, bool keepdim) => amax((ReadOnlySpan<long>)dims, keepdim);

        /// <summary>Tensor.amax: the largest elements over dimensions.</summary>
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false)
        {
            fixed (long* at = dims)
            {
                return Made(NativeMethods.ts_amax(Handle, at, dims.Length, keepdim ? 1 : 0), this);
            }
        }

        /// <summary>Tensor.norm: the p-norm of all elements.</summary>
        public Tensor norm(float p = 2) => Made(NativeMethods.ts_norm(Handle, p), this);

        /// <summary>Tensor.norm: the p-norm along a dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2)
            => Made(NativeMethods.ts_norm_dim(Handle, p, dim, keepdim ? 1 : 0), this);
    }
}
