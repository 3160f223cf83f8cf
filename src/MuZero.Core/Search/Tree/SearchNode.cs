using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuZero.Search.Tree;

/// <summary>A node's layout in memory, four cache lines: its own numbers, and up to 16 edges that have been visited.</summary>
/// <remarks>Edges are kept in the order of their first visit, so that the cost of a node depends on its visited edges and not on the number
/// of actions. An edge without visits is a prior in the tree's row and nothing else. Further edges are in records of the same form, linked
/// by <see cref="NodeStatistics.Next"/>; lanes behind <see cref="NodeStatistics.Edges"/> hold arbitrary numbers.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct SearchNode
{
    /// <summary>Edges in a record.</summary>
    public const int Width = 16;

    public NodeStatistics Statistics;

    /// <summary>Q = reward + discount * V(child), seen by the player to move at the node.</summary>
    public EdgeLanes<float> Q;

    /// <summary>P / (1 + N), what pUCT multiplies with its exploration.</summary>
    public EdgeLanes<float> Weight;

    /// <summary>The nodes behind the edges.</summary>
    public EdgeLanes<int> Child;
}

/// <summary>A node's own numbers; prior, reward and discount belong to the edge that leads to it. One cache line.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NodeStatistics
{
    /// <summary>The node above, -1 at the root.</summary>
    public int Parent;

    /// <summary>The position of the edge that leads here: record * 16 + lane.</summary>
    public int Edge;

    /// <summary>The action that leads here from <see cref="Parent"/>.</summary>
    public int Action;

    /// <summary>N(s): how often the node was evaluated or passed, its own evaluation included (mctx's convention).</summary>
    public int Visits;

    /// <summary>V(s): mean of the returns backed up through the node, its own evaluation included.</summary>
    public float Value;

    /// <summary>The network's value of the node.</summary>
    public float RawValue;

    /// <summary>The edge's prior.</summary>
    public float Prior;

    /// <summary>The edge's reward, seen by the player to move at the parent.</summary>
    public float Reward;

    /// <summary>The edge's discount: gamma, -gamma, or 0.</summary>
    public float Discount;

    /// <summary>The largest prior among edges without visits, -infinity if there is none.</summary>
    public float BestPrior;

    /// <summary>The lowest action that has <see cref="BestPrior"/>.</summary>
    public int BestAction;

    /// <summary>The sum of the visited edges' priors; with <see cref="UnvisitedRule.MeanQ"/> the node's mean Q at its last
    /// selection.</summary>
    public float VisitedPrior;

    /// <summary>Visited edges.</summary>
    public int Edges;

    /// <summary>The record of the edges that follow, 0 if there is none.</summary>
    public int Next;

    /// <summary>The record of the last edges.</summary>
    public int Last;

    /// <summary>True if a player or chance moves next.</summary>
    public NodeKind Kind;

    /// <summary>True if walks end here.</summary>
    public readonly bool IsOver => Kind >= NodeKind.Terminated;

    /// <summary>True if <see cref="RawValue"/> is the outcome and not an estimate.</summary>
    public readonly bool IsExact => Kind is NodeKind.Terminated or NodeKind.Proven;
}

/// <summary>One number for each edge of a record; one cache line.</summary>
[InlineArray(SearchNode.Width)]
internal struct EdgeLanes<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>Priors and visits of a record's edges, for a rule that reads both (<see cref="ISelectionRule.ReadsVisits"/>). Two cache
/// lines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EdgeVisits
{
    /// <summary>P.</summary>
    public EdgeLanes<float> Prior;

    /// <summary>N.</summary>
    public EdgeLanes<float> Visits;
}

/// <summary>The least and the largest Q of one tree (MuZero, appendix B).</summary>
internal struct MinMaxStats
{
    public float Min;
    public float Max;

    public static MinMaxStats Empty => new() { Min = float.PositiveInfinity, Max = float.NegativeInfinity };

    public void Update(float q)
    {
        Min = float.MinNative(Min, q);
        Max = float.MaxNative(Max, q);
    }
}

/// <summary>The smallest range that values are stretched from (docs/ALGORITHM.md 1.3).</summary>
internal static class Spreads
{
    // Means over a tree's returns differ by some rounding steps, of 6e-8 each, where exact arithmetic would give one number.
    private const float Rounding = 1e-6f;

    // The reciprocal of anything smaller may overflow.
    private const float Tiny = 1e-30f;

    /// <summary>The largest difference between two values, not the larger first, that may be rounding alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(float low, float high) => float.MaxNative(Rounding * float.MaxNative(high, -low), Tiny);
}

/// <summary>One node's normalisation: Qn = (Q - <see cref="Offset"/>) * <see cref="Scale"/> for visited edges, <see cref="Unvisited"/> for
/// the others.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NormalizedQ(float Offset, float Scale, float Unvisited);

/// <summary>The numbers that the nodes of one tree share.</summary>
internal struct TreeTotals
{
    /// <summary>Nodes in use.</summary>
    public int Nodes;

    /// <summary>The next free record of further edges.</summary>
    public int Records;

    private MinMaxStats _minMax;
    private NormalizedQ _normalized;

    /// <summary>The least and the largest Q.</summary>
    public readonly MinMaxStats MinMax
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _minMax;
    }

    /// <summary>Sets <see cref="MinMax"/> and the normalisation that follows from it (docs/ALGORITHM.md 1.3).</summary>
    /// <param name="minMax">The least and the largest Q.</param>
    /// <param name="smallestSpread">A smaller difference between them counts as this one
    /// (<see cref="SearchOptions.SmallestSpread"/>).</param>
    /// <param name="isRaw">True if less than two values are known, so that Q is left as it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Widen(MinMaxStats minMax, float smallestSpread, bool isRaw)
    {
        _minMax = minMax;
        float spread = float.MaxNative(float.MaxNative(minMax.Max - minMax.Min, smallestSpread), Spreads.Least(minMax.Min, minMax.Max));
        _normalized = isRaw ? new NormalizedQ(0.0f, 1.0f, 0.0f) : new NormalizedQ(minMax.Min, 1.0f / spread, 0.0f);
    }

    /// <summary><see cref="MinMax"/> as a normalisation.</summary>
    public readonly NormalizedQ Normalized
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _normalized;
    }
}
