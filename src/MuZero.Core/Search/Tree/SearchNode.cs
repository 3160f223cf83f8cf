using System.Runtime.InteropServices;

namespace MuZero.Search.Tree;

/// <summary>A node's layout in memory, four cache lines: its own numbers, and up to 16 edges that have been visited.</summary>
/// <remarks>Edges are kept in the order of their first visit, so that the cost of a node depends on its visited edges and not on the number of actions.
/// An edge without visits is a prior in the tree's row and nothing else. Further edges are in records of the same form, linked by
/// <see cref="NodeStatistics.Next"/>; lanes behind <see cref="NodeStatistics.Edges"/> hold arbitrary numbers.</remarks>
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

    /// <summary>The sum of the visited edges' priors.</summary>
    public float VisitedPrior;

    /// <summary>Visited edges.</summary>
    public int Edges;

    /// <summary>The record of the edges that follow, 0 if there is none.</summary>
    public int Next;

    /// <summary>The record of the last edges.</summary>
    public int Last;

    /// <summary>True if nothing follows.</summary>
    public bool IsTerminal;
}

/// <summary>The least and the largest Q in one tree (MuZero, appendix B).</summary>
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
