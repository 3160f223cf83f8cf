using System.Runtime.Intrinsics;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Tree;

/// <summary>Every vector length finds what a loop over the lanes finds.</summary>
public class EdgeScanTests
{
    [Fact]
    public void Highest_AnyNumberOfEdges_IsTheLoops()
    {
        var random = new RandomStream(5);
        NormalizedQ normalized = new(-0.5f, 2.0f, 0.0f);
        for (int edges = 1; edges <= 40; edges++)
        {
            SearchNode record = Record(random);
            float[] scores = [.. Enumerable.Range(0, Math.Min(edges, 16))
                .Select(lane => ((record.Q[lane] + 0.5f) * 2.0f) + (record.Weight[lane] * 1.5f))];
            float best = scores.Max();
            uint equal = scores.Select((score, lane) => score == best ? 1u << lane : 0u).Aggregate(0u, (bits, bit) => bits | bit);

            Assert.Equal((best, equal),
                (EdgeScan.Highest<Simd128, Vector128<float>>(ref record, edges, normalized, 1.5f, out uint by128), by128));
            Assert.Equal((best, equal),
                (EdgeScan.Highest<Simd256, Vector256<float>>(ref record, edges, normalized, 1.5f, out uint by256), by256));
            Assert.Equal((best, equal),
                (EdgeScan.Highest<Simd512, Vector512<float>>(ref record, edges, normalized, 1.5f, out uint by512), by512));
            Assert.Equal((best, equal), (EdgeScan.Highest(ref record, edges, normalized, 1.5f, out uint by), by));
        }
    }

    [Fact]
    public void Highest_WhatAnEarlierSearchLeftBehindTheEdges_CountsForNothing()
    {
        NormalizedQ normalized = new(-0.5f, 2.0f, 0.0f);
        foreach (float left in (ReadOnlySpan<float>)[float.NaN, float.PositiveInfinity])
        {
            for (int edges = 1; edges < SearchNode.Width; edges++)
            {
                SearchNode record = default;
                record.Q[edges - 1] = 1.0f;
                for (int lane = edges; lane < SearchNode.Width; lane++)
                {
                    (record.Q[lane], record.Weight[lane]) = (left, left);
                }

                (float, uint) expected = (3.0f, 1u << (edges - 1));
                Assert.Equal(expected,
                    (EdgeScan.Highest<Simd128, Vector128<float>>(ref record, edges, normalized, 1.5f, out uint by128), by128));
                Assert.Equal(expected,
                    (EdgeScan.Highest<Simd256, Vector256<float>>(ref record, edges, normalized, 1.5f, out uint by256), by256));
                Assert.Equal(expected,
                    (EdgeScan.Highest<Simd512, Vector512<float>>(ref record, edges, normalized, 1.5f, out uint by512), by512));
            }
        }
    }

    [Fact]
    public void Highest_NoEdges_IsBelowEveryScore()
    {
        SearchNode record = Record(new RandomStream(7));
        NormalizedQ normalized = new(-0.5f, 2.0f, 0.0f);

        Assert.Equal(float.NegativeInfinity, EdgeScan.Highest<Simd128, Vector128<float>>(ref record, 0, normalized, 1.5f, out _));
        Assert.Equal(float.NegativeInfinity, EdgeScan.Highest<Simd256, Vector256<float>>(ref record, 0, normalized, 1.5f, out _));
        Assert.Equal(float.NegativeInfinity, EdgeScan.Highest<Simd512, Vector512<float>>(ref record, 0, normalized, 1.5f, out _));
        Assert.Equal(float.NegativeInfinity, EdgeScan.Highest(ref record, 0, normalized, 1.5f, out _));
    }

    [Fact]
    public void Widen_AnyNumberOfEdges_IsTheLoops()
    {
        var random = new RandomStream(6);
        for (int edges = 0; edges <= 40; edges++)
        {
            SearchNode record = Record(random);
            float[] q = [0.1f, 0.2f, .. Enumerable.Range(0, Math.Min(edges, 16)).Select(lane => record.Q[lane])];

            Assert.Equal((q.Min(), q.Max()), Widened(ref record, edges, EdgeScan.Widen<Simd128, Vector128<float>>));
            Assert.Equal((q.Min(), q.Max()), Widened(ref record, edges, EdgeScan.Widen<Simd256, Vector256<float>>));
            Assert.Equal((q.Min(), q.Max()), Widened(ref record, edges, EdgeScan.Widen<Simd512, Vector512<float>>));
            Assert.Equal((q.Min(), q.Max()), Widened(ref record, edges, EdgeScan.Widen));
        }
    }

    private delegate void Widening(ref SearchNode record, int edges, ref float low, ref float high);

    private static (float Low, float High) Widened(ref SearchNode record, int edges, Widening widen)
    {
        (float low, float high) = (0.1f, 0.2f);
        widen(ref record, edges, ref low, ref high);
        return (low, high);
    }

    // Few distinct numbers, so that equals are common.
    private static SearchNode Record(RandomStream random)
    {
        SearchNode record = default;
        for (int lane = 0; lane < SearchNode.Width; lane++)
        {
            record.Q[lane] = random.Next(5) - 2;
            record.Weight[lane] = random.Next(3) * 0.5f;
        }

        return record;
    }
}
