using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MuZero.Bench.Measuring;

/// <summary>The machine's peak arithmetic rate: multiply-adds on accumulators that stay in registers, in the longest vectors that it
/// has.</summary>
internal sealed class MultiplyAddPeak : IBenchLoad
{
    // A multiply-add takes four or five cycles and two start in each cycle, so ten chains keep both units busy; twelve leave registers for
    // the constants.
    private const int Chains = 12;
    private const int Rounds = 100_000;

    // The chains' results; stored so that the compiler cannot remove the loop.
    private float _last;

    /// <summary>Floating-point operations per second of <paramref name="threads"/> threads, a multiply-add counted as two.</summary>
    public static double Flops(int threads, double seconds) => Measurement.Take(threads, seconds, _ => new MultiplyAddPeak()).PerSecond;

    public long Run() => Vector512.IsHardwareAccelerated ? Run<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? Run<Simd256, Vector256<float>>()
        : Run<Simd128, Vector128<float>>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Run<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // A factor just below 1 keeps the numbers normal.
        TVector factor = TSimd.Create(0.999f);
        TVector addend = TSimd.Create(0.001f);
        TVector a = factor, b = factor, c = factor, d = factor, e = factor, f = factor;
        TVector g = factor, h = factor, i = factor, j = factor, k = factor, l = factor;
        for (int round = 0; round < Rounds; round++)
        {
            a = TSimd.MultiplyAdd(a, factor, addend);
            b = TSimd.MultiplyAdd(b, factor, addend);
            c = TSimd.MultiplyAdd(c, factor, addend);
            d = TSimd.MultiplyAdd(d, factor, addend);
            e = TSimd.MultiplyAdd(e, factor, addend);
            f = TSimd.MultiplyAdd(f, factor, addend);
            g = TSimd.MultiplyAdd(g, factor, addend);
            h = TSimd.MultiplyAdd(h, factor, addend);
            i = TSimd.MultiplyAdd(i, factor, addend);
            j = TSimd.MultiplyAdd(j, factor, addend);
            k = TSimd.MultiplyAdd(k, factor, addend);
            l = TSimd.MultiplyAdd(l, factor, addend);
        }

        TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)));
        _last += TSimd.Sum(TSimd.Add(sum, TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l))));
        return 2L * Chains * Rounds * TSimd.Count;
    }
}
