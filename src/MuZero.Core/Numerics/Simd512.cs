using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Numerics;

/// <summary>512 bits: AVX-512.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static bool HoldPairs => true;

    public static Vector512<float> Lanes => Vector512.CreateSequence(0.0f, 1.0f);

    public static Vector512<float> Create(float value) => Vector512.Create(value);

    public static Vector512<float> Load(ref float source, nint index) => Vector512.LoadUnsafe(ref source, (nuint)index);

    public static void Store(Vector512<float> x, ref float target, nint index) => x.StoreUnsafe(ref target, (nuint)index);

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(Vector512<float> x, float* target) => x.Store(target);

    public static void Prefetch(float* source)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(source);
        }
    }

    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;

    public static Vector512<float> Subtract(Vector512<float> x, Vector512<float> y) => x - y;

    public static Vector512<float> Multiply(Vector512<float> x, Vector512<float> y) => x * y;

    public static Vector512<float> Divide(Vector512<float> x, Vector512<float> y) => x / y;

    public static Vector512<float> SquareRoot(Vector512<float> x) => Vector512.Sqrt(x);

    public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z)
        => Vector512.MultiplyAddEstimate(x, y, z);

    public static Vector512<float> Max(Vector512<float> x, Vector512<float> y) => Vector512.MaxNative(x, y);

    public static Vector512<float> Min(Vector512<float> x, Vector512<float> y) => Vector512.MinNative(x, y);

    public static Vector512<float> Greater(Vector512<float> x, Vector512<float> y) => Vector512.GreaterThan(x, y);

    public static Vector512<float> Select(Vector512<float> mask, Vector512<float> x, Vector512<float> y)
        => Vector512.ConditionalSelect(mask, x, y);

    public static Vector512<float> Scale(Vector512<float> x, Vector512<float> n)
        => (x.AsInt32() + Vector512.ShiftLeft(n.AsInt32(), 23)).AsSingle();

    public static uint Equal(Vector512<float> x, Vector512<float> y) => (uint)Vector512.Equals(x, y).ExtractMostSignificantBits();

    public static float Max(Vector512<float> x) => Simd256.Max(Vector256.MaxNative(x.GetLower(), x.GetUpper()));

    public static float Sum(Vector512<float> x) => Vector512.Sum(x);
}
