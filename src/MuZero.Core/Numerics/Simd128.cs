using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Numerics;

/// <summary>128 bits: SSE and NEON.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static bool HoldPairs => Avx512F.VL.IsSupported || AdvSimd.IsSupported;

    public static Vector128<float> Lanes => Vector128.CreateSequence(0.0f, 1.0f);

    public static Vector128<float> Create(float value) => Vector128.Create(value);

    public static Vector128<float> Load(ref float source, nint index) => Vector128.LoadUnsafe(ref source, (nuint)index);

    public static void Store(Vector128<float> x, ref float target, nint index) => x.StoreUnsafe(ref target, (nuint)index);

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(Vector128<float> x, float* target) => x.Store(target);

    public static void Prefetch(float* source)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(source);
        }
    }

    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    public static Vector128<float> Subtract(Vector128<float> x, Vector128<float> y) => x - y;

    public static Vector128<float> Multiply(Vector128<float> x, Vector128<float> y) => x * y;

    public static Vector128<float> Divide(Vector128<float> x, Vector128<float> y) => x / y;

    public static Vector128<float> SquareRoot(Vector128<float> x) => Vector128.Sqrt(x);

    public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z)
        => Vector128.MultiplyAddEstimate(x, y, z);

    public static Vector128<float> Max(Vector128<float> x, Vector128<float> y) => Vector128.MaxNative(x, y);

    public static Vector128<float> Min(Vector128<float> x, Vector128<float> y) => Vector128.MinNative(x, y);

    public static Vector128<float> Greater(Vector128<float> x, Vector128<float> y) => Vector128.GreaterThan(x, y);

    public static Vector128<float> Select(Vector128<float> mask, Vector128<float> x, Vector128<float> y)
        => Vector128.ConditionalSelect(mask, x, y);

    public static Vector128<float> Scale(Vector128<float> x, Vector128<float> n)
        => (x.AsInt32() + Vector128.ShiftLeft(n.AsInt32(), 23)).AsSingle();

    public static uint Equal(Vector128<float> x, Vector128<float> y) => (uint)Vector128.Equals(x, y).ExtractMostSignificantBits();

    public static float Max(Vector128<float> x)
    {
        x = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    public static float Sum(Vector128<float> x) => Vector128.Sum(x);
}
