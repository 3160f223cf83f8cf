using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>One node's normalisation: Qn = (Q - <see cref="Offset"/>) * <see cref="Scale"/> for visited edges, <see cref="Unvisited"/> for the others.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NormalizedQ(float Offset, float Scale, float Unvisited)
{
    // Below this spread two values count as one (mctx).
    private const float SmallestSpread = 1e-8f;

    /// <summary>The rule of <see cref="SelectionConstants.Normalization"/> at a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NormalizedQ For(TreeRecords tree, int node, in SelectionConstants constants) => constants.Normalization switch
    {
        ValueNormalization.Tree => tree.Totals.Normalized,
        ValueNormalization.Siblings => BySiblings(tree, node),
        _ => ByBounds(tree.Node(node), node == 0, constants),
    };

    private static NormalizedQ BySiblings(TreeRecords tree, int node)
    {
        float low = tree.Node(node).Value;
        float high = low;
        int edges = tree.Node(node).Edges;
        for (int record = node; edges > 0; record = tree.Node(record).Next)
        {
            EdgeScan.Widen(ref tree[record], edges, ref low, ref high);
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
