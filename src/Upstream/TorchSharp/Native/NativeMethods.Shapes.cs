using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Views, joins and indexing (shape.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint ts_cat(nint* tensors, int count, long dim);

    [LibraryImport(Library)]
    internal static partial nint ts_stack(nint* tensors, int count, long dim);

    [LibraryImport(Library)]
    internal static partial nint ts_view(nint a, long* sizes, int rank);

    [LibraryImport(Library)]
    internal static partial nint ts_reshape(nint a, long* sizes, int rank);

    [LibraryImport(Library)]
    internal static partial nint ts_expand(nint a, long* sizes, int rank);

    [LibraryImport(Library)]
    internal static partial nint ts_permute(nint a, long* dims, int rank);

    [LibraryImport(Library)]
    internal static partial nint ts_flatten(nint a, long first, long last);

    [LibraryImport(Library)]
    internal static partial nint ts_squeeze(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_squeeze_dim(nint a, long dim);

    [LibraryImport(Library)]
    internal static partial nint ts_unsqueeze(nint a, long dim);

    [LibraryImport(Library)]
    internal static partial nint ts_transpose(nint a, long first, long second);

    [LibraryImport(Library)]
    internal static partial nint ts_narrow(nint a, long dim, long start, long length);

    [LibraryImport(Library)]
    internal static partial nint ts_slice(nint a, long dim, long start, long finish, long step);

    [LibraryImport(Library)]
    internal static partial nint ts_select(nint a, long dim, long index);

    [LibraryImport(Library)]
    internal static partial nint ts_index_select(nint a, long dim, nint index);

    [LibraryImport(Library)]
    internal static partial int ts_index_copy_(nint a, long dim, nint index, nint source);

    [LibraryImport(Library)]
    internal static partial int ts_index_add_(nint a, long dim, nint index, nint source, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial nint ts_gather(nint a, long dim, nint index);

    [LibraryImport(Library)]
    internal static partial int ts_scatter_(nint a, long dim, nint index, nint source);

    [LibraryImport(Library)]
    internal static partial int ts_scatter_add_(nint a, long dim, nint index, nint source);
}
