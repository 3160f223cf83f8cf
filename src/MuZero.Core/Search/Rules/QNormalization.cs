using System.Runtime.CompilerServices;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>The rule that brings Q to [0, 1] at a node.</summary>
/// <param name="By">The range that counts.</param>
/// <param name="FirstPlayReduction">First-play urgency's reduction, for <see cref="ValueNormalization.Bounds"/>.</param>
/// <param name="MinValue">The least return.</param>
/// <param name="MaxValue">The largest return.</param>
/// <param name="SmallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
internal readonly record struct QNormalization(ValueNormalization By, float FirstPlayReduction, float MinValue, float MaxValue, float SmallestSpread = 0.0f)
{
    // In double precision, because the difference of two returns may overflow and a reciprocal too.
    private readonly float _scale = (float)(1.0 / Math.Max((double)MaxValue - MinValue, Spreads.Least(MinValue, MaxValue)));

    // A smaller spread of siblings counts as this large (mctx).
    private const float SmallestSiblingSpread = 1e-8f;

    /// <summary>The rule of a search.</summary>
    public static QNormalization For(ISearchModel model, SearchOptions options)
        => new(options.Normalization, (float)options.FirstPlayReduction, model.ValueBounds.Min, model.ValueBounds.Max, (float)options.SmallestSpread);

    /// <summary>The numbers that normalise a node's edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NormalizedQ At(TreeRecords tree, int node) => By switch
    {
        ValueNormalization.Tree => tree.Totals.Normalized,
        ValueNormalization.Siblings => BySiblings(tree, node),
        _ => ByBounds(tree.Node(node)),
    };

    private NormalizedQ BySiblings(TreeRecords tree, int node)
    {
        float low = tree.Node(node).Value;
        float high = low;
        int edges = tree.Node(node).Edges;
        for (int record = node; edges > 0; record = tree.Node(record).Next)
        {
            EdgeScan.Widen(ref tree[record], edges, ref low, ref high);
            edges -= SearchNode.Width;
        }

        float smallest = MathF.Max(MathF.Max(SmallestSpread, SmallestSiblingSpread), Spreads.Least(low, high));
        return new NormalizedQ(low, 1.0f / MathF.Max(high - low, smallest), 0.0f);
    }

    private NormalizedQ ByBounds(in NodeStatistics node)
    {
        // The reduction is KataGo's, whose values span [-1, 1]; the scale carries it over to other ranges.
        float unvisited = ((node.Value - MinValue) * _scale) - (FirstPlayReduction * 0.5f * MathF.Sqrt(node.VisitedPrior));
        return new NormalizedQ(MinValue, _scale, unvisited);
    }
}
