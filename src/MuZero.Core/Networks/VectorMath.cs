using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MuZero.Networks;

/// <summary>Arithmetic on 16 numbers at a time. Written for <see cref="Vector512"/> alone: where the hardware has shorter vectors the runtime
/// splits each into two or four, and the results stay the same to the last bit.</summary>
internal static class VectorMath
{
    /// <summary>Numbers in a vector; rows that these kernels read are padded to a multiple of it.</summary>
    public const int Width = 16;

    // Beyond these e^x is taken for 0 and for infinity; between them 2^n is a normal number.
    private const float SmallestExponent = -87.0f;
    private const float LargestExponent = 88.3f;

    // 1.5 * 2^23: a number added to it is rounded to a whole one, which then stands in the sum's low bits.
    private const float RoundingShift = 12582912.0f;

    /// <summary>The lanes' numbers, 0 to 15.</summary>
    public static Vector512<int> Lanes => Vector512.CreateSequence(0, 1);

    /// <summary>The next multiple of <see cref="Width"/>.</summary>
    public static int Padded(int length) => (length + Width - 1) / Width * Width;

    /// <summary>e^x, to 2e-7 relative. 0 below -87, infinite above 88.3; a NaN stays one.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most (ln 2)/2; e^r = 1 + r + r^2 P(r), where P minimises the largest relative error in [-(ln 2)/2, (ln 2)/2].</remarks>
    public static Vector512<float> Exp(Vector512<float> x)
    {
        Vector512<float> shift = Vector512.Create(RoundingShift);
        Vector512<float> whole = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), shift);
        Vector512<float> n = whole - shift;

        // ln 2 in two parts, the first short enough that its product with n is exact.
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693145752f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.42860677e-6f), r);
        Vector512<float> p = Vector512.FusedMultiplyAdd(Vector512.Create(0.0013814544f), r, Vector512.Create(0.008368745f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.04166839f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.16666521f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.49999994f));
        Vector512<float> power = Vector512.FusedMultiplyAdd(p, r * r, r) + Vector512<float>.One;

        // Times 2^n by adding n to the exponent.
        Vector512<float> scaled = (power.AsInt32() + Vector512.ShiftLeft(whole.AsInt32(), 23)).AsSingle();
        scaled = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(SmallestExponent)), Vector512<float>.Zero, scaled);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(LargestExponent)), Vector512.Create(float.PositiveInfinity), scaled);
    }

    /// <summary>The largest of 16 numbers, none of which is NaN.</summary>
    public static float Max(Vector512<float> x)
    {
        Vector256<float> eight = Vector256.MaxNative(x.GetLower(), x.GetUpper());
        Vector128<float> four = Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        four = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The least of 16 numbers, none of which is NaN.</summary>
    public static float Min(Vector512<float> x) => -Max(-x);

    /// <summary>The first of the largest numbers of a row.</summary>
    /// <param name="row">No NaN; a multiple of <see cref="Width"/>.</param>
    public static (int Index, float Value) FirstMax(ReadOnlySpan<float> row)
    {
        Debug.Assert(row.Length % Width == 0, "Rows are padded.");
        ref float start = ref MemoryMarshal.GetReference(row);
        Vector512<float> best = Vector512.LoadUnsafe(ref start);
        Vector512<int> at = Lanes;
        for (int i = Width; i < row.Length; i += Width)
        {
            Vector512<float> x = Vector512.LoadUnsafe(ref start, (nuint)i);
            Vector512<int> isBetter = Vector512.GreaterThan(x, best).AsInt32();
            best = Vector512.ConditionalSelect(isBetter.AsSingle(), x, best);
            at = Vector512.ConditionalSelect(isBetter, Lanes + Vector512.Create(i), at);
        }

        // Each lane kept its first maximum, so the row's first is the least index among the equal lanes.
        float value = Max(best);
        ulong equals = Vector512.Equals(best, Vector512.Create(value)).ExtractMostSignificantBits();
        int index = int.MaxValue;
        for (; equals != 0; equals &= equals - 1)
        {
            index = Math.Min(index, at.GetElement(System.Numerics.BitOperations.TrailingZeroCount(equals)));
        }

        return (index, value);
    }
}
