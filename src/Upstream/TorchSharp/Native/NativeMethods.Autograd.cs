using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Gradients, modes and settings (autograd.cpp, error.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial int ts_backward(nint a, nint gradient, int retainGraph, int createGraph);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_requires_grad(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_set_requires_grad(nint a, int value);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_is_leaf(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_retain_grad(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_grad(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_set_grad(nint a, nint gradient);

    [LibraryImport(Library)]
    internal static partial int ts_zero_grad(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_detach(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_detach_(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_grad_mode();

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void ts_set_grad_mode(int enabled);

    [LibraryImport(Library)]
    internal static partial nint ts_inference_mode_enter(int enabled);

    [LibraryImport(Library)]
    internal static partial void ts_inference_mode_leave(nint guard);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_inference_mode();

    [LibraryImport(Library)]
    internal static partial int ts_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial int ts_get_num_threads();

    [LibraryImport(Library)]
    internal static partial int ts_get_num_interop_threads();

    [LibraryImport(Library)]
    internal static partial int ts_set_num_threads(int count);

    [LibraryImport(Library)]
    internal static partial int ts_set_num_interop_threads(int count);

    [LibraryImport(Library)]
    internal static partial int ts_cuda_is_available();

    [LibraryImport(Library)]
    internal static partial int ts_cuda_device_count();

    [LibraryImport(Library)]
    internal static partial int ts_cuda_synchronize(long index);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint ts_last_error();
}
