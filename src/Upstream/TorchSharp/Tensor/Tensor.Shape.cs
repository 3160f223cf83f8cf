using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Tensor.view: the same memory in another shape; -1 is inferred.</summary>
        public Tensor view(params long[] shape) => view((ReadOnlySpan<long>)shape);

        private Tensor view(ReadOnlySpan<long> shape)
        {
            fixed (long* at = shape)
            {
                return Made(NativeMethods.ts_view(Handle, at, shape.Length), this);
            }
        }

        /// <summary>Tensor.reshape: another shape, copying only where a view is impossible.</summary>
        public Tensor reshape(params long[] shape) => reshape((ReadOnlySpan<long>)shape);

        private Tensor reshape(ReadOnlySpan<long> shape)
        {
            fixed (long* at = shape)
            {
                return Made(NativeMethods.ts_reshape(Handle, at, shape.Length), this);
            }
        }

        /// <summary>Tensor.expand: repeats dimensions of size 1 without copying.</summary>
        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes);

        /// <summary>Tensor.expand: repeats dimensions of size 1 without copying.</summary>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* at = sizes)
            {
                return Made(NativeMethods.ts_expand(Handle, at, sizes.Length), this);
            }
        }

        /// <summary>Tensor.permute: dimensions in another order.</summary>
        public Tensor permute(params long[] permutation) => permute((ReadOnlySpan<long>)permutation);

        private Tensor permute(ReadOnlySpan<long> permutation)
        {
            fixed (long* at = permutation)
            {
                return Made(NativeMethods.ts_permute(Handle, at, permutation.Length), this);
            }
        }

        /// <summary>Tensor.flatten: joins the dimensions from start_dim to end_dim.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1)
            => Made(NativeMethods.ts_flatten(Handle, start_dim, end_dim), this);

        /// <summary>Tensor.squeeze: without dimensions of size 1, or without the given one if its size is 1.</summary>
        public Tensor squeeze(long? dim = null)
            => Made(dim is long one ? NativeMethods.ts_squeeze_dim(Handle, one) : NativeMethods.ts_squeeze(Handle), this);

        /// <summary>Tensor.unsqueeze: with a new dimension of size 1.</summary>
        public Tensor unsqueeze(long dim) => Made(NativeMethods.ts_unsqueeze(Handle, dim), this);

        /// <summary>Tensor.transpose: two dimensions exchanged.</summary>
        public Tensor transpose(long dim0, long dim1) => Made(NativeMethods.ts_transpose(Handle, dim0, dim1), this);

        /// <summary>Tensor.t: the transpose of a matrix.</summary>
        public Tensor t() => transpose(0, 1);
    }
}
