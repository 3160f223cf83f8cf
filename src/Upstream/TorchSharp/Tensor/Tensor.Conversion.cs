using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private const int Same = -1;

        /// <summary>Tensor.clone: a copy that backward sees through.</summary>
        public Tensor clone() => Made(NativeMethods.ts_clone(Handle), this);

        /// <summary>Tensor.contiguous: row by row without gaps; the same tensor where it is already.</summary>
        public Tensor contiguous() => Made(NativeMethods.ts_contiguous(Handle), this);

        /// <summary>Tensor.copy_: overwrites the elements, converting kind and device.</summary>
        public Tensor copy_(Tensor source, bool non_blocking = false)
            => Changed(NativeMethods.ts_copy_(Handle, source.Handle, non_blocking ? 1 : 0), source);

        /// <summary>Tensor.to: on another device.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Converted(Same, device, copy, disposeAfter, non_blocking);

        /// <summary>Tensor.to: on another device.</summary>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Converted(Same, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>Tensor.to: with another kind of element.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Converted((int)type, null, copy, disposeAfter, non_blocking);

        /// <summary>Tensor.to: with another kind of element, on another device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => Converted((int)type, device, copy, disposeAfter, non_blocking);

        /// <summary>Tensor.to_type.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
            => to(type, copy, disposeAfter, non_blocking);

        /// <summary>Tensor.type_as.</summary>
        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        /// <summary>Tensor.cpu.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>Tensor.cuda: on the given GPU, else on the current one.</summary>
        public Tensor cuda(Device? device = null) => to(device ?? CUDA);

        /// <summary>Tensor.float: single precision.</summary>
        public Tensor @float() => to(ScalarType.Float32);

        /// <summary>Tensor.long: 64-bit integers.</summary>
        public Tensor @long() => to(ScalarType.Int64);

        /// <summary>Puts other memory of the same shape under this tensor; graph and grad stay.</summary>
        internal void SetData(Tensor source) => Changed(NativeMethods.ts_set_data(Handle, source.Handle), source);

        private Tensor Converted(int type, Device? device, bool copy, bool disposeAfter, bool nonBlocking)
        {
            Tensor result = Made(
                NativeMethods.ts_to(
                    Handle, type, device is null ? Same : (int)device.type, device?.index ?? Same, copy ? 1 : 0, nonBlocking ? 1 : 0),
                this);
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }
    }
}
