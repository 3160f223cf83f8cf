using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuZero.Numerics;

/// <summary>Arithmetic on rows of floats, as wide as the hardware.</summary>
internal static class VectorMath
{
    /// <summary>Rows that these kernels read whole are padded to a multiple of so many numbers, which every vector length
    /// divides.</summary>
    public const int Width = 16;

    // Beyond these e^x is taken for 0 and for infinity; between them 2^n is a normal number.
    private const float SmallestExponent = -87.0f;
    private const float LargestExponent = 88.3f;

    // 1.5 * 2^23: a number added to it is rounded to a whole one, which is then in the sum's low bits.
    private const float RoundingShift = 12582912.0f;

    /// <summary>The next multiple of <see cref="Width"/>.</summary>
    public static int Padded(int length) => (length + Width - 1) / Width * Width;

    /// <summary>e^x, to 2e-7 relative. 0 below -87, infinite above 88.3; a NaN stays one.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most (ln 2)/2; e^r = 1 + r + r^2 P(r), where P minimises the largest relative error in [-(ln
    /// 2)/2, (ln 2)/2].</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector whole = TSimd.MultiplyAdd(x, TSimd.Create(1.44269504f), TSimd.Create(RoundingShift));
        TVector n = TSimd.Subtract(whole, TSimd.Create(RoundingShift));

        // ln 2 in two parts, the first short enough that its product with n is exact.
        TVector r = TSimd.MultiplyAdd(n, TSimd.Create(-0.693145752f), x);
        r = TSimd.MultiplyAdd(n, TSimd.Create(-1.42860677e-6f), r);
        TVector p = TSimd.MultiplyAdd(TSimd.Create(0.0013814544f), r, TSimd.Create(0.008368745f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.04166839f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.16666521f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(0.49999994f));
        TVector power = TSimd.Add(TSimd.MultiplyAdd(p, TSimd.Multiply(r, r), r), TSimd.Create(1.0f));
        TVector y = TSimd.Scale(power, whole);
        y = TSimd.Select(TSimd.Greater(TSimd.Create(SmallestExponent), x), TSimd.Create(0.0f), y);
        return TSimd.Select(TSimd.Greater(x, TSimd.Create(LargestExponent)), TSimd.Create(float.PositiveInfinity), y);
    }

    /// <summary>Replaces each x of a row by e^(x - <paramref name="largest"/>).</summary>
    /// <param name="row">A multiple of <see cref="Width"/>.</param>
    /// <param name="largest">At least each x.</param>
    public static void ExpOfDifference(Span<float> row, float largest)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            ExpOfDifference<Simd512, Vector512<float>>(row, largest);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            ExpOfDifference<Simd256, Vector256<float>>(row, largest);
        }
        else
        {
            ExpOfDifference<Simd128, Vector128<float>>(row, largest);
        }
    }

    /// <summary>The same, in a given vector length.</summary>
    public static void ExpOfDifference<TSimd, TVector>(Span<float> row, float largest)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref float first = ref MemoryMarshal.GetReference(row);
        for (int i = 0; i < row.Length; i += TSimd.Count)
        {
            TVector x = TSimd.Subtract(TSimd.Load(ref first, i), TSimd.Create(largest));
            TSimd.Store(Exp<TSimd, TVector>(x), ref first, i);
        }
    }

    /// <summary>The first of the largest numbers of a row.</summary>
    /// <param name="row">No NaN; a multiple of <see cref="Width"/>, at most 2^24.</param>
    public static (int Index, float Value) FirstMax(ReadOnlySpan<float> row)
        => Vector512.IsHardwareAccelerated ? FirstMax<Simd512, Vector512<float>>(row)
            : Vector256.IsHardwareAccelerated ? FirstMax<Simd256, Vector256<float>>(row)
            : FirstMax<Simd128, Vector128<float>>(row);

    /// <summary>The same, in a given vector length.</summary>
    public static (int Index, float Value) FirstMax<TSimd, TVector>(ReadOnlySpan<float> row)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Debug.Assert(row.Length % Width == 0, "Rows are padded.");
        ref float start = ref MemoryMarshal.GetReference(row);
        return row.Length == Width ? FirstOfSixteen<TSimd, TVector>(ref start) : FirstOfMany<TSimd, TVector>(ref start, row.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Index, float Value) FirstOfSixteen<TSimd, TVector>(ref float start)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector best = TSimd.Load(ref start, 0);
        for (int i = TSimd.Count; i < Width; i += TSimd.Count)
        {
            best = TSimd.Max(TSimd.Load(ref start, i), best);
        }

        float value = TSimd.Max(best);
        uint equal = 0;
        for (int i = 0; i < Width; i += TSimd.Count)
        {
            equal |= TSimd.Equal(TSimd.Load(ref start, i), TSimd.Create(value)) << i;
        }

        return (BitOperations.TrailingZeroCount(equal), value);
    }

    private static (int Index, float Value) FirstOfMany<TSimd, TVector>(ref float start, int length)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector best = TSimd.Load(ref start, 0);
        TVector at = TSimd.Create(0.0f);
        for (int i = TSimd.Count; i < length; i += TSimd.Count)
        {
            TVector x = TSimd.Load(ref start, i);
            TVector isBetter = TSimd.Greater(x, best);
            best = TSimd.Max(x, best);
            at = TSimd.Select(isBetter, TSimd.Create(i), at);
        }

        // Each lane kept its first maximum, so the row's first is the least index among the equal lanes.
        float value = TSimd.Max(best);
        TVector backwards = TSimd.Subtract(TSimd.Create(0.0f), TSimd.Add(at, TSimd.Lanes));
        backwards = TSimd.Select(TSimd.Greater(TSimd.Create(value), best), TSimd.Create(float.NegativeInfinity), backwards);
        return (-(int)TSimd.Max(backwards), value);
    }
}
