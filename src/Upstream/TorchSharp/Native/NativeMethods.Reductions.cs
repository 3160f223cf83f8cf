using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Reductions and products (reduce.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint ts_min(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_max(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_argmax(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_argmin(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_all(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_any(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_amin(nint a, long* dims, int count, int keep);

    [LibraryImport(Library)]
    internal static partial nint ts_amax(nint a, long* dims, int count, int keep);

    [LibraryImport(Library)]
    internal static partial nint ts_argmax_dim(nint a, long dim, int keep);

    [LibraryImport(Library)]
    internal static partial nint ts_argmin_dim(nint a, long dim, int keep);

    [LibraryImport(Library)]
    internal static partial nint ts_all_dim(nint a, long dim, int keep);

    [LibraryImport(Library)]
    internal static partial nint ts_any_dim(nint a, long dim, int keep);

    [LibraryImport(Library)]
    internal static partial int ts_min_dim(nint a, long dim, int keep, nint* values, nint* indexes);

    [LibraryImport(Library)]
    internal static partial int ts_max_dim(nint a, long dim, int keep, nint* values, nint* indexes);

    [LibraryImport(Library)]
    internal static partial nint ts_sum(nint a, int type);

    [LibraryImport(Library)]
    internal static partial nint ts_sum_dims(nint a, long* dims, int count, int keep, int type);

    [LibraryImport(Library)]
    internal static partial nint ts_mean(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_mean_dims(nint a, long* dims, int count, int keep, int type);

    [LibraryImport(Library)]
    internal static partial nint ts_std(nint a, int unbiased);

    [LibraryImport(Library)]
    internal static partial nint ts_norm(nint a, double p);

    [LibraryImport(Library)]
    internal static partial nint ts_norm_dim(nint a, double p, long dim, int keep);

    [LibraryImport(Library)]
    internal static partial nint ts_softmax(nint a, long dim, int type);

    [LibraryImport(Library)]
    internal static partial nint ts_log_softmax(nint a, long dim, int type);

    [LibraryImport(Library)]
    internal static partial nint ts_matmul(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_mm(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_bmm(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial int ts_allclose(nint a, nint b, double relative, double absolute, int equalNan, int* close);

    [LibraryImport(Library)]
    internal static partial int ts_equal(nint a, nint b, int* same);
}
