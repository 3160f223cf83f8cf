using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MuZero.Benchmarks.Inference;

/// <summary>The most multiply-adds that one core does, out of registers alone.</summary>
internal static class FusedPeak
{
    private const int Accumulators = 12;

    /// <summary>Floating-point operations per second.</summary>
    public static double Measure()
    {
        const int Rounds = 1_000_000;
        long start = Stopwatch.GetTimestamp();
        float sum = Vector512.IsHardwareAccelerated ? Wide(Rounds) : Narrow(Rounds);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector<float>.Count;
        return sum == 0.5f ? 0.0 : 2.0 * lanes * Accumulators * Rounds / seconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Wide(int rounds)
    {
        Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
        Vector512<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Narrow(int rounds)
    {
        Vector<float> x = new(0.999f), y = new(0.001f);
        Vector<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector.FusedMultiplyAdd(a, x, y);
            b = Vector.FusedMultiplyAdd(b, x, y);
            c = Vector.FusedMultiplyAdd(c, x, y);
            d = Vector.FusedMultiplyAdd(d, x, y);
            e = Vector.FusedMultiplyAdd(e, x, y);
            f = Vector.FusedMultiplyAdd(f, x, y);
            g = Vector.FusedMultiplyAdd(g, x, y);
            h = Vector.FusedMultiplyAdd(h, x, y);
            i = Vector.FusedMultiplyAdd(i, x, y);
            j = Vector.FusedMultiplyAdd(j, x, y);
            k = Vector.FusedMultiplyAdd(k, x, y);
            l = Vector.FusedMultiplyAdd(l, x, y);
        }

        return Vector.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
