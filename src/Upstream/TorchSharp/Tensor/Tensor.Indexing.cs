using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Tensor's indexer: the part at one index of the first dimension.</summary>
        public Tensor this[long i1] => select(0, i1);

        /// <summary>Tensor's indexer: the part at an index of each of the first two dimensions.</summary>
        public Tensor this[long i1, long i2]
        {
            get
            {
                using Tensor row = select(0, i1);
                return row.select(0, i2);
            }
        }

        /// <summary>Tensor.select: the part at one index, without that dimension.</summary>
        public Tensor select(long dim, long index) => Made(NativeMethods.ts_select(Handle, dim, index), this);

        /// <summary>Tensor.narrow: length indices from start on; a view.</summary>
        public Tensor narrow(long dim, long start, long length) => Made(NativeMethods.ts_narrow(Handle, dim, start, length), this);

        /// <summary>Tensor.slice: every step-th index from start to before finish; a view.</summary>
        public Tensor slice(long dim, long start, long finish, long step)
            => Made(NativeMethods.ts_slice(Handle, dim, start, finish, step), this);

        /// <summary>Tensor.index_select: the given indices of a dimension, in that order.</summary>
        public Tensor index_select(long dim, Tensor index) => Made(NativeMethods.ts_index_select(Handle, dim, index.Handle), this, index);

        /// <summary>Tensor.index_copy_: part i of source goes to index[i].</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source)
            => Changed(NativeMethods.ts_index_copy_(Handle, dim, index.Handle, source.Handle), index, source);

        /// <summary>Tensor.index_add_: part i of source times alpha is added to index[i].</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
            => Changed(NativeMethods.ts_index_add_(Handle, dim, index.Handle, source.Handle, alpha.Number), index, source);

        /// <summary>Tensor.gather: result[i][j] = this[i][index[i][j]] for dim 1, and alike for others.</summary>
        public Tensor gather(long dim, Tensor index) => Made(NativeMethods.ts_gather(Handle, dim, index.Handle), this, index);

        /// <summary>Tensor.scatter_: this[i][index[i][j]] = src[i][j] for dim 1, and alike for others.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
            => Changed(NativeMethods.ts_scatter_(Handle, dim, index.Handle, src.Handle), index, src);

        /// <summary>Tensor.scatter_add_: as scatter_, adding.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
            => Changed(NativeMethods.ts_scatter_add_(Handle, dim, index.Handle, src.Handle), index, src);
    }
}
