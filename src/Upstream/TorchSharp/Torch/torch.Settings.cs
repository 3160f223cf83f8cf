using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>torch.set_num_threads: for the work inside one operation.</summary>
    public static void set_num_threads(int num) => NativeError.Check(NativeMethods.ts_set_num_threads(num));

    /// <summary>torch.get_num_threads.</summary>
    public static int get_num_threads() => NativeMethods.ts_get_num_threads();

    /// <summary>torch.set_num_interop_threads: once, before any parallel work.</summary>
    public static void set_num_interop_threads(int num) => NativeError.Check(NativeMethods.ts_set_num_interop_threads(num));

    /// <summary>torch.get_num_interop_threads.</summary>
    public static int get_num_interop_threads() => NativeMethods.ts_get_num_interop_threads();

    /// <summary>torch.cuda.</summary>
    public static class cuda
    {
        /// <summary>torch.cuda.is_available: whether this libtorch was built for GPUs and finds one.</summary>
        public static bool is_available() => NativeMethods.ts_cuda_is_available() != 0;

        /// <summary>torch.cuda.device_count.</summary>
        public static int device_count() => NativeMethods.ts_cuda_device_count();

        /// <summary>torch.cuda.synchronize: waits for all that was sent to a GPU.</summary>
        public static void synchronize(long device_index = -1)
            => NativeError.Check(NativeMethods.ts_cuda_synchronize(device_index));
    }
}
