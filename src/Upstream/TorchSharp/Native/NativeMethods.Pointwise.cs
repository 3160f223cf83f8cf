using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Element by element (pointwise.cpp).</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint ts_abs(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_neg(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_exp(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_log(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_sqrt(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_rsqrt(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_square(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_sign(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_floor(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_round(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_relu(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_tanh(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_sigmoid(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_isfinite(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_isnan(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_isinf(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_logical_not(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_reciprocal(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_zero_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_relu_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_abs_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_neg_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_exp_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_log_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_sqrt_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_square_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_tanh_(nint a);

    [LibraryImport(Library)]
    internal static partial int ts_sigmoid_(nint a);

    [LibraryImport(Library)]
    internal static partial nint ts_mul(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_div(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_pow(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_minimum(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_maximum(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_logical_and(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_logical_or(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_eq(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_ne(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_lt(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_le(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_gt(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_ge(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial int ts_mul_(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial int ts_div_(nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_mul_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_div_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_pow_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_clamp_min_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_clamp_max_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_eq_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_ne_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_lt_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_le_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_gt_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_ge_number(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial int ts_mul_number_(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial int ts_div_number_(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial int ts_pow_number_(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial int ts_clamp_min_number_(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial int ts_clamp_max_number_(nint a, NativeNumber b);

    [LibraryImport(Library)]
    internal static partial nint ts_add(nint a, nint b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial nint ts_add_number(nint a, NativeNumber b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial int ts_add_(nint a, nint b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial int ts_add_number_(nint a, NativeNumber b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial nint ts_sub(nint a, nint b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial nint ts_sub_number(nint a, NativeNumber b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial int ts_sub_(nint a, nint b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial int ts_sub_number_(nint a, NativeNumber b, NativeNumber alpha);

    [LibraryImport(Library)]
    internal static partial nint ts_number_sub(NativeNumber a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_number_div(NativeNumber a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_number_pow(NativeNumber a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_clamp(nint a, NativeNumber low, NativeNumber high);

    [LibraryImport(Library)]
    internal static partial int ts_clamp_(nint a, NativeNumber low, NativeNumber high);

    [LibraryImport(Library)]
    internal static partial nint ts_clamp_tensors(nint a, nint low, nint high);

    [LibraryImport(Library)]
    internal static partial nint ts_elu(nint a, double alpha);

    [LibraryImport(Library)]
    internal static partial int ts_elu_(nint a, double alpha);

    [LibraryImport(Library)]
    internal static partial nint ts_lerp(nint a, nint end, nint weight);

    [LibraryImport(Library)]
    internal static partial int ts_lerp_(nint a, nint end, nint weight);

    [LibraryImport(Library)]
    internal static partial int ts_addcmul_(nint a, nint b, nint c, NativeNumber value);

    [LibraryImport(Library)]
    internal static partial int ts_addcdiv_(nint a, nint b, nint c, NativeNumber value);

    [LibraryImport(Library)]
    internal static partial nint ts_where(nint condition, nint a, nint b);

    [LibraryImport(Library)]
    internal static partial nint ts_masked_fill(nint a, nint mask, NativeNumber value);

    [LibraryImport(Library)]
    internal static partial int ts_masked_fill_(nint a, nint mask, NativeNumber value);
}
