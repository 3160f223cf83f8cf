using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The shim's flat functions, declared one to one. Creation, conversion and metadata (tensor.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "torchsharp_shim";

    [LibraryImport(Library)]
    internal static partial void ts_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint ts_alias(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_create(int fill, long* sizes, int rank, int type, int deviceType, int deviceIndex, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint ts_create_like(nint a, int fill, int type, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ts_full(long* sizes, int rank, NativeNumber value, int type, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ts_arange(NativeNumber start, NativeNumber stop, NativeNumber step, int type, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ts_from_values(void* values, long* sizes, int rank, int type);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_rank(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long ts_numel(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_dtype(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long ts_element_size(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_device_type(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_device_index(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int ts_is_contiguous(nint a);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void ts_sizes(nint a, long* sizes);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void ts_strides(nint a, long* strides);

    [LibraryImport(Library)]
    internal static partial nint ts_data(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_item(nint a, NativeNumber* value);

    [LibraryImport(Library)]
    internal static partial nint ts_to(nint a, int type, int deviceType, int deviceIndex, int copy, int nonBlocking);

    [LibraryImport(Library)]
    internal static partial nint ts_clone(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_contiguous(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_copy_(nint a, nint source, int nonBlocking);

    [LibraryImport(Library)]
    internal static partial int ts_set_data(nint a, nint source);

    [LibraryImport(Library)]
    internal static partial int ts_fill_(nint a, NativeNumber value);

    [LibraryImport(Library)]
    internal static partial int ts_uniform_(nint a, double low, double high);

    [LibraryImport(Library)]
    internal static partial int ts_normal_(nint a, double mean, double deviation);
}
