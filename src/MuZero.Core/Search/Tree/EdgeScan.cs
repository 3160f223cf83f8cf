using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MuZero.Numerics;

namespace MuZero.Search.Tree;

/// <summary>Passes over the 16 edges of one record, as wide as the hardware. Lanes that hold no edge count for nothing.</summary>
internal static class EdgeScan
{
    /// <summary>The largest pUCT score among a record's first <paramref name="edges"/> edges (as many as it holds, if that is more), and a
    /// bit for each edge that has it; -infinity and any bits if there is no edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Highest(ref SearchNode record, int edges, in NormalizedQ normalized, float exploration, out uint equal)
        => Vector512.IsHardwareAccelerated ? Highest<Simd512, Vector512<float>>(ref record, edges, normalized, exploration, out equal)
            : Vector256.IsHardwareAccelerated ? Highest<Simd256, Vector256<float>>(ref record, edges, normalized, exploration, out equal)
            : Highest<Simd128, Vector128<float>>(ref record, edges, normalized, exploration, out equal);

    /// <summary>Widens a range to the Q of a record's edges.</summary>
    public static void Widen(ref SearchNode record, int edges, ref float low, ref float high)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Widen<Simd512, Vector512<float>>(ref record, edges, ref low, ref high);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Widen<Simd256, Vector256<float>>(ref record, edges, ref low, ref high);
        }
        else
        {
            Widen<Simd128, Vector128<float>>(ref record, edges, ref low, ref high);
        }
    }

    /// <summary>The same, in a given vector length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Highest<TSimd, TVector>(ref SearchNode record, int edges, in NormalizedQ normalized, float exploration,
        out uint equal)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector scores = Scores<TSimd, TVector>(ref record, 0, edges, normalized, exploration);
        if (TSimd.Count == SearchNode.Width)
        {
            float highest = TSimd.Max(scores);
            equal = TSimd.Equal(scores, TSimd.Create(highest));
            return highest;
        }

        for (int lane = TSimd.Count; lane < SearchNode.Width; lane += TSimd.Count)
        {
            scores = TSimd.Max(scores, Scores<TSimd, TVector>(ref record, lane, edges, normalized, exploration));
        }

        float best = TSimd.Max(scores);
        equal = 0;
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            // Scored again rather than kept: one more multiplication costs less than a store and a load.
            equal |= TSimd.Equal(Scores<TSimd, TVector>(ref record, lane, edges, normalized, exploration), TSimd.Create(best)) << lane;
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scores<TSimd, TVector>(ref SearchNode record, int lane, int edges, in NormalizedQ normalized, float exploration)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector q = TSimd.Load(ref record.Q[0], lane);
        TVector weight = TSimd.Load(ref record.Weight[0], lane);
        TVector value = TSimd.Multiply(TSimd.Subtract(q, TSimd.Create(normalized.Offset)), TSimd.Create(normalized.Scale));
        TVector score = TSimd.Add(value, TSimd.Multiply(weight, TSimd.Create(exploration)));
        return TSimd.Select(Used<TSimd, TVector>(lane, edges), score, TSimd.Create(float.NegativeInfinity));
    }

    /// <summary>The same, in a given vector length.</summary>
    public static void Widen<TSimd, TVector>(ref SearchNode record, int edges, ref float low, ref float high)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector least = TSimd.Create(low);
        TVector largest = TSimd.Create(high);
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector q = TSimd.Select(Used<TSimd, TVector>(lane, edges), TSimd.Load(ref record.Q[0], lane), TSimd.Create(low));
            least = TSimd.Min(least, q);
            largest = TSimd.Max(largest, q);
        }

        low = -TSimd.Max(TSimd.Subtract(TSimd.Create(0.0f), least));
        high = TSimd.Max(largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Used<TSimd, TVector>(int lane, int edges)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.Greater(TSimd.Create(edges - lane), TSimd.Lanes);
}
