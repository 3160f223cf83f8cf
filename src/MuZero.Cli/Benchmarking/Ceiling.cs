using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MuZero.Cli.Benchmarking;

/// <summary>The most arithmetic that the machine does: multiply-adds on accumulators that stay in registers, in the longest vectors it has.</summary>
internal sealed class Ceiling : IBenchLoad
{
    // A multiply-add is ready after four or five cycles and two are begun in each, so ten chains keep both units busy; twelve leave room for the constants.
    private const int Chains = 12;
    private const int Rounds = 100_000;

    // What the chains end with; written so that they are computed at all.
    private float _last;

    /// <summary>Floating-point operations per second of <paramref name="threads"/> threads, a multiply-add counted as two.</summary>
    public static double Flops(int threads, double seconds) => Measurement.Take(threads, seconds, _ => new Ceiling()).PerSecond;

    /// <inheritdoc/>
    public long Run() => Vector512.IsHardwareAccelerated ? Run<Wide512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? Run<Wide256, Vector256<float>>()
        : Run<Wide128, Vector128<float>>();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Run<TWide, TVector>()
        where TWide : struct, IWide<TVector>
        where TVector : struct
    {
        // Factors just below 1 keep the numbers normal indefinitely.
        TVector factor = TWide.Create(0.999f);
        TVector addend = TWide.Create(0.001f);
        TVector a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor, i = factor, j = factor, k = factor, l = factor;
        for (int round = 0; round < Rounds; round++)
        {
            a = TWide.MultiplyAdd(a, factor, addend);
            b = TWide.MultiplyAdd(b, factor, addend);
            c = TWide.MultiplyAdd(c, factor, addend);
            d = TWide.MultiplyAdd(d, factor, addend);
            e = TWide.MultiplyAdd(e, factor, addend);
            f = TWide.MultiplyAdd(f, factor, addend);
            g = TWide.MultiplyAdd(g, factor, addend);
            h = TWide.MultiplyAdd(h, factor, addend);
            i = TWide.MultiplyAdd(i, factor, addend);
            j = TWide.MultiplyAdd(j, factor, addend);
            k = TWide.MultiplyAdd(k, factor, addend);
            l = TWide.MultiplyAdd(l, factor, addend);
        }

        _last += TWide.First(a) + TWide.First(b) + TWide.First(c) + TWide.First(d) + TWide.First(e) + TWide.First(f);
        _last += TWide.First(g) + TWide.First(h) + TWide.First(i) + TWide.First(j) + TWide.First(k) + TWide.First(l);
        return 2L * Chains * Rounds * TWide.Count;
    }

    private interface IWide<TVector>
    {
        static abstract int Count { get; }

        static abstract TVector Create(float value);

        static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

        static abstract float First(TVector x);
    }

    private readonly struct Wide512 : IWide<Vector512<float>>
    {
        public static int Count => Vector512<float>.Count;

        public static Vector512<float> Create(float value) => Vector512.Create(value);

        public static Vector512<float> MultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> z) => Vector512.MultiplyAddEstimate(x, y, z);

        public static float First(Vector512<float> x) => x.ToScalar();
    }

    private readonly struct Wide256 : IWide<Vector256<float>>
    {
        public static int Count => Vector256<float>.Count;

        public static Vector256<float> Create(float value) => Vector256.Create(value);

        public static Vector256<float> MultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> z) => Vector256.MultiplyAddEstimate(x, y, z);

        public static float First(Vector256<float> x) => x.ToScalar();
    }

    private readonly struct Wide128 : IWide<Vector128<float>>
    {
        public static int Count => Vector128<float>.Count;

        public static Vector128<float> Create(float value) => Vector128.Create(value);

        public static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) => Vector128.MultiplyAddEstimate(x, y, z);

        public static float First(Vector128<float> x) => x.ToScalar();
    }
}
