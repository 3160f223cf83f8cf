using System.Runtime.Intrinsics;
using MuZero.Numerics;

namespace MuZero.Core.Tests.Numerics;

/// <summary>Each vector length gives what its lanes give one by one.</summary>
public class SimdTests
{
    [Fact]
    public void Simd128_EveryOperation_IsTheScalarOne() => Check<Simd128, Vector128<float>>();

    [Fact]
    public void Simd256_EveryOperation_IsTheScalarOne() => Check<Simd256, Vector256<float>>();

    [Fact]
    public void Simd512_EveryOperation_IsTheScalarOne() => Check<Simd512, Vector512<float>>();

    private static void Check<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float[] a = [.. Enumerable.Range(0, TSimd.Count).Select(i => (((i * 7) % 5) - 2) * 1.5f)];
        float[] b = [.. Enumerable.Range(0, TSimd.Count).Select(i => (((i * 3) % 7) - 3) * 0.75f)];
        (TVector x, TVector y) = (TSimd.Load(ref a[0], 0), TSimd.Load(ref b[0], 0));

        Same(TSimd.Add(x, y), (p, q) => p + q);
        Same(TSimd.Subtract(x, y), (p, q) => p - q);
        Same(TSimd.Multiply(x, y), (p, q) => p * q);
        Same(TSimd.MultiplyAdd(x, y, x), (p, q) => (p * q) + p);
        Same(TSimd.Max(x, y), MathF.Max);
        Same(TSimd.Min(x, y), MathF.Min);
        Same(TSimd.Select(TSimd.Greater(x, y), x, TSimd.Create(9.0f)), (p, q) => p > q ? p : 9.0f);
        Same(TSimd.Scale(TSimd.Create(1.5f), TSimd.Create(12582912.0f - 3.0f)), (_, _) => 1.5f / 8.0f);
        Assert.Equal(Enumerable.Range(0, TSimd.Count).Aggregate(0u, (bits, i) => bits | (a[i] == b[i] ? 1u << i : 0u)), TSimd.Equal(x, y));
        Assert.Equal(a.Max(), TSimd.Max(x));
        Assert.Equal(a.Sum(), TSimd.Sum(x));
        Assert.Equal(Enumerable.Range(0, TSimd.Count).Select(i => (float)i), Numbers(TSimd.Lanes));

        void Same(TVector actual, Func<float, float, float> expected) => Assert.Equal(a.Zip(b, expected), Numbers(actual));

        float[] Numbers(TVector vector)
        {
            float[] lanes = new float[TSimd.Count];
            TSimd.Store(vector, ref lanes[0], 0);
            return lanes;
        }
    }
}
