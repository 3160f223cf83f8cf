using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Numerics;

/// <summary>256 bits: AVX2.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static bool HoldPairs => Avx512F.VL.IsSupported;

    public static Vector256<float> Lanes => Vector256.CreateSequence(0.0f, 1.0f);

    public static Vector256<float> Create(float value) => Vector256.Create(value);

    public static Vector256<float> Load(ref float source, nint index) => Vector256.LoadUnsafe(ref source, (nuint)index);

    public static void Store(Vector256<float> x, ref float target, nint index) => x.StoreUnsafe(ref target, (nuint)index);

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(Vector256<float> x, float* target) => x.Store(target);

    public static void Prefetch(float* source)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(source);
        }
    }

    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    public static Vector256<float> Subtract(Vector256<float> x, Vector256<float> y) => x - y;

    public static Vector256<float> Multiply(Vector256<float> x, Vector256<float> y) => x * y;

    public static Vector256<float> Divide(Vector256<float> x, Vector256<float> y) => x / y;

    public static Vector256<float> SquareRoot(Vector256<float> x) => Vector256.Sqrt(x);

    public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z)
        => Vector256.MultiplyAddEstimate(x, y, z);

    public static Vector256<float> Max(Vector256<float> x, Vector256<float> y) => Vector256.MaxNative(x, y);

    public static Vector256<float> Min(Vector256<float> x, Vector256<float> y) => Vector256.MinNative(x, y);

    public static Vector256<float> Greater(Vector256<float> x, Vector256<float> y) => Vector256.GreaterThan(x, y);

    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> x, Vector256<float> y)
        => Vector256.ConditionalSelect(mask, x, y);

    public static Vector256<float> Scale(Vector256<float> x, Vector256<float> n)
        => (x.AsInt32() + Vector256.ShiftLeft(n.AsInt32(), 23)).AsSingle();

    public static uint Equal(Vector256<float> x, Vector256<float> y) => (uint)Vector256.Equals(x, y).ExtractMostSignificantBits();

    public static float Max(Vector256<float> x) => Simd128.Max(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    public static float Sum(Vector256<float> x) => Vector256.Sum(x);
}
