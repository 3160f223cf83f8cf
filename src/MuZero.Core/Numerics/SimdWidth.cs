using System.Runtime.Intrinsics;

namespace MuZero.Numerics;

/// <summary>The widest vectors of this processor.</summary>
internal static class SimdWidth
{
    /// <summary>Floats per vector: 16, 8 or 4.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<float>.Count
        : Vector256.IsHardwareAccelerated ? Vector256<float>.Count
        : Vector128<float>.Count;
}
