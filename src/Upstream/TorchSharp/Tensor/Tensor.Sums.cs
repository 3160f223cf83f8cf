using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Tensor.sum of all elements.</summary>
        public Tensor sum(ScalarType? type = null) => Made(NativeMethods.ts_sum(Handle, Code(type)), this);

        /// <summary>Tensor.sum along a dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        /// <summary>Tensor.sum over dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null)
            => sum((ReadOnlySpan<long>)dim, keepdim, type);

        /// <summary>Tensor.sum over dimensions.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* at = dim)
            {
                return Made(NativeMethods.ts_sum_dims(Handle, at, dim.Length, keepdim ? 1 : 0, Code(type)), this);
            }
        }

        /// <summary>Tensor.mean of all elements.</summary>
        public Tensor mean() => Made(NativeMethods.ts_mean(Handle), this);

        /// <summary>Tensor.mean over dimensions.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* at = dimensions)
            {
                return Made(NativeMethods.ts_mean_dims(Handle, at, dimensions.Length, keepdim ? 1 : 0, Code(type)), this);
            }
        }

        /// <summary>Tensor.std: standard deviation of all elements.</summary>
        public Tensor std(bool unbiased = true) => Made(NativeMethods.ts_std(Handle, unbiased ? 1 : 0), this);

        /// <summary>Tensor.matmul: matrix product; leading dimensions are batches and broadcast.</summary>
        public Tensor matmul(Tensor target) => Made(NativeMethods.ts_matmul(Handle, target.Handle), this, target);

        /// <summary>Tensor.mm: product of two matrices.</summary>
        public Tensor mm(Tensor target) => Made(NativeMethods.ts_mm(Handle, target.Handle), this, target);

        /// <summary>Tensor.bmm: products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => Made(NativeMethods.ts_bmm(Handle, batch2.Handle), this, batch2);
    }
}
