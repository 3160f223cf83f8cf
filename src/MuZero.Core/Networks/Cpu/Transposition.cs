using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MuZero.Networks.Cpu;

/// <summary>Between a row per sample, as everything outside holds them, and a lane per sample, as the kernels do.</summary>
/// <remarks>In tiles of 4 by 4: at 2 to 3 % of a small network's time, wider ones would gain nothing.</remarks>
internal static unsafe class Transposition
{
    private const int Tile = 4;

    /// <summary>lanes[i][s] = rows[s][i].</summary>
    /// <param name="rows">[samples] start of each sample's row.</param>
    /// <param name="length">Numbers per row.</param>
    /// <param name="lanes">[length, samples].</param>
    /// <param name="samples">A multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLanes(float** rows, int length, float* lanes, int samples)
    {
        for (int sample = 0; sample < samples; sample += Tile)
        {
            float* row0 = rows[sample], row1 = rows[sample + 1], row2 = rows[sample + 2], row3 = rows[sample + 3];
            float* to = lanes + sample;
            int i = 0;
            for (; i + Tile <= length; i += Tile, to += Tile * samples)
            {
                Vector128<float> a = Vector128.Load(row0 + i), b = Vector128.Load(row1 + i), c = Vector128.Load(row2 + i),
                    d = Vector128.Load(row3 + i);
                Transpose(ref a, ref b, ref c, ref d);
                a.Store(to);
                b.Store(to + samples);
                c.Store(to + (2 * samples));
                d.Store(to + (3 * samples));
            }

            for (; i < length; i++, to += samples)
            {
                Vector128.Create(row0[i], row1[i], row2[i], row3[i]).Store(to);
            }
        }
    }

    /// <summary>rows[s][i] = lanes[i][s].</summary>
    /// <param name="lanes">[length, samples].</param>
    /// <param name="rows">[samples] start of each sample's row.</param>
    /// <param name="length">Numbers per row.</param>
    /// <param name="samples">A multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows(float* lanes, float** rows, int length, int samples)
    {
        for (int sample = 0; sample < samples; sample += Tile)
        {
            float* row0 = rows[sample], row1 = rows[sample + 1], row2 = rows[sample + 2], row3 = rows[sample + 3];
            float* from = lanes + sample;
            int i = 0;
            for (; i + Tile <= length; i += Tile, from += Tile * samples)
            {
                Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + samples);
                Vector128<float> c = Vector128.Load(from + (2 * samples)), d = Vector128.Load(from + (3 * samples));
                Transpose(ref a, ref b, ref c, ref d);
                a.Store(row0 + i);
                b.Store(row1 + i);
                c.Store(row2 + i);
                d.Store(row3 + i);
            }

            for (; i < length; i++, from += samples)
            {
                (row0[i], row1[i], row2[i], row3[i]) = (from[0], from[1], from[2], from[3]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        (Vector128<float> acLow, Vector128<float> acHigh) = Interleave(a, c);
        (Vector128<float> bdLow, Vector128<float> bdHigh) = Interleave(b, d);
        (a, b) = Interleave(acLow, bdLow);
        (c, d) = Interleave(acHigh, bdHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Interleave(Vector128<float> left, Vector128<float> right)
        => Sse.IsSupported ? (Sse.UnpackLow(left, right), Sse.UnpackHigh(left, right))
        : AdvSimd.Arm64.IsSupported ? (AdvSimd.Arm64.ZipLow(left, right), AdvSimd.Arm64.ZipHigh(left, right))
        : (Vector128.Create(left[0], right[0], left[1], right[1]), Vector128.Create(left[2], right[2], left[3], right[3]));
}
