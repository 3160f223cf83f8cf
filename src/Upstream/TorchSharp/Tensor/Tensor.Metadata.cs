using System.Globalization;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>Tensor.shape: the size of each dimension. Read once and kept; do not write to it.</summary>
        public long[] shape => _shape ??= ReadShape();

        /// <summary>Tensor.Dimensions.</summary>
        public long Dimensions => Kept(NativeMethods.ts_rank(Handle));

        /// <summary>Tensor.ndim.</summary>
        public long ndim => Dimensions;

        /// <summary>Tensor.NumberOfElements.</summary>
        public long NumberOfElements => Kept(NativeMethods.ts_numel(Handle));

        /// <summary>Tensor.ElementSize, in bytes.</summary>
        public long ElementSize => Kept(NativeMethods.ts_element_size(Handle));

        /// <summary>Tensor.dtype.</summary>
        public ScalarType dtype => (ScalarType)Kept(NativeMethods.ts_dtype(Handle));

        /// <summary>Tensor.device_type.</summary>
        public DeviceType device_type => (DeviceType)Kept(NativeMethods.ts_device_type(Handle));

        /// <summary>Tensor.device_index.</summary>
        public int device_index => Kept(NativeMethods.ts_device_index(Handle));

        /// <summary>Tensor.device.</summary>
        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        /// <summary>Tensor.is_cuda.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>Tensor.is_cpu.</summary>
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>Tensor.dim: how many dimensions.</summary>
        public long dim() => Dimensions;

        /// <summary>Tensor.numel.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Tensor.element_size, in bytes.</summary>
        public long element_size() => ElementSize;

        /// <summary>Tensor.size: of all dimensions.</summary>
        public long[] size() => shape;

        /// <summary>Tensor.size: of one dimension; negative ones count from the end.</summary>
        public long size(int dim)
        {
            long[] sizes = shape;
            int place = dim < 0 ? dim + sizes.Length : dim;
            return (uint)place < (uint)sizes.Length
                ? sizes[place]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has shape {Describe(sizes)}.");
        }

        /// <summary>Tensor.stride: elements between neighbours in each dimension.</summary>
        public long[] stride()
        {
            long[] strides = new long[NativeMethods.ts_rank(Handle)];
            fixed (long* target = strides)
            {
                NativeMethods.ts_strides(Handle, target);
            }

            return Kept(strides);
        }

        /// <summary>Tensor.is_contiguous: whether the elements lie row by row without gaps.</summary>
        public bool is_contiguous() => Kept(NativeMethods.ts_is_contiguous(Handle)) != 0;

        /// <summary>Tensor.ToString: shape, kind and device, and the value where there is one alone.</summary>
        public override string ToString()
        {
            if (IsInvalid)
            {
                return "disposed tensor";
            }

            string text = $"{Describe(shape)}, type = {dtype}, device = {device}";
            return Dimensions == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{text}, value = {ReadNumber().AsDouble}")
                : text;
        }

        internal static string Describe(ReadOnlySpan<long> sizes)
        {
            string text = "[";
            for (int i = 0; i < sizes.Length; i++)
            {
                text += (i == 0 ? "" : ", ") + sizes[i].ToString(CultureInfo.InvariantCulture);
            }

            return text + "]";
        }

        private long[] ReadShape()
        {
            int rank = NativeMethods.ts_rank(Handle);
            if (rank == 0)
            {
                return [];
            }

            long[] sizes = new long[rank];
            fixed (long* target = sizes)
            {
                NativeMethods.ts_sizes(Handle, target);
            }

            return Kept(sizes);
        }

        // Evaluated after the native call, so that this object outlives it.
        private T Kept<T>(T result)
        {
            GC.KeepAlive(this);
            return result;
        }
    }
}
