using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuZero.Search;

/// <summary>One node's normalisation: Qn = (Q - <see cref="Offset"/>) * <see cref="Scale"/> for visited edges, <see cref="Unvisited"/> for the others.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NormalizedQ(float Offset, float Scale, float Unvisited)
{
    // Below this spread two values count as one (mctx).
    private const float SmallestSpread = 1e-8f;

    /// <summary>The rule of <see cref="SelectionConstants.Normalization"/> at a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NormalizedQ For(SearchTree tree, int index, int node, in SelectionConstants constants) => constants.Normalization switch
    {
        ValueNormalization.Tree => ByTree(tree.MinMax(index)),
        ValueNormalization.Siblings => BySiblings(tree, index, node),
        _ => ByBounds(tree.Node(index, node), node == 0, constants),
    };

    // Raw values until two distinct ones were seen, as in MuZero's pseudocode.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NormalizedQ ByTree(in MinMaxStats minMax) => minMax.Max > minMax.Min
        ? new NormalizedQ(minMax.Min, 1.0f / (minMax.Max - minMax.Min), 0.0f)
        : new NormalizedQ(0.0f, 1.0f, 0.0f);

    private static NormalizedQ BySiblings(SearchTree tree, int index, int node)
    {
        float low = tree.Node(index, node).Value;
        float high = low;
        int edges = tree.Node(index, node).Edges;
        for (int record = node; edges > 0; record = tree.Node(index, record).Next)
        {
            EdgeScan.Widen(ref tree.Record(index, record), edges, ref low, ref high);
            edges -= SearchNode.Width;
        }

        return new NormalizedQ(low, 1.0f / MathF.Max(high - low, SmallestSpread), 0.0f);
    }

    private static NormalizedQ ByBounds(in NodeStatistics node, bool isRoot, in SelectionConstants constants)
    {
        float scale = 1.0f / (constants.MaxValue - constants.MinValue);
        float reduction = isRoot && constants.NoisyRoot ? 0.0f : constants.FirstPlayReduction;

        // The reduction is KataGo's, whose values span [-1, 1]; the scale carries it over to other ranges.
        float unvisited = ((node.Value - constants.MinValue) * scale) - (reduction * 0.5f * MathF.Sqrt(node.VisitedPrior));
        return new NormalizedQ(constants.MinValue, scale, unvisited);
    }
}
