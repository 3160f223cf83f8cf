using System.Runtime.Intrinsics;

namespace MuZero.Numerics;

/// <summary>The operations of kernels that are written once and compiled for each vector length. <typeparamref name="TVector"/> holds
/// <see cref="Count"/> floats; a mask is a vector whose lanes have all bits set or none.</summary>
/// <remarks>Not <see cref="Vector512"/> alone: without hardware support its emulation by two halves made a search of 361 actions six times
/// slower than these kernels on 256 bits.</remarks>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    /// <summary>True if 16 sums, two rows of inputs and their factors fit into the registers at once.</summary>
    static abstract bool HoldPairs { get; }

    /// <summary>0, 1, 2, ...</summary>
    static abstract TVector Lanes { get; }

    static abstract TVector Create(float value);

    static abstract TVector Load(ref float source, nint index);

    static abstract void Store(TVector x, ref float target, nint index);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector x, float* target);

    /// <summary>Prefetches an address's cache line if the hardware supports it.</summary>
    static abstract void Prefetch(float* source);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Subtract(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    static abstract TVector Divide(TVector x, TVector y);

    static abstract TVector SquareRoot(TVector x);

    /// <summary>x y + z, rounded once if the hardware supports it.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

    /// <summary>The larger; y if x is NaN.</summary>
    static abstract TVector Max(TVector x, TVector y);

    static abstract TVector Min(TVector x, TVector y);

    static abstract TVector Greater(TVector x, TVector y);

    static abstract TVector Select(TVector mask, TVector x, TVector y);

    /// <summary>x 2^n for the whole number in n's lowest bits; the product must be a normal number.</summary>
    static abstract TVector Scale(TVector x, TVector n);

    /// <summary>A bit for each lane that is equal.</summary>
    static abstract uint Equal(TVector x, TVector y);

    /// <summary>The largest lane; no lane is NaN.</summary>
    static abstract float Max(TVector x);

    static abstract float Sum(TVector x);
}

/// <summary>The widest vectors of this processor.</summary>
internal static class SimdWidth
{
    /// <summary>Floats per vector: 16, 8 or 4.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<float>.Count
        : Vector256.IsHardwareAccelerated ? Vector256<float>.Count
        : Vector128<float>.Count;
}
