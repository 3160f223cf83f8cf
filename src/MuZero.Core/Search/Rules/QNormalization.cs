using System.Runtime.CompilerServices;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>The rule that brings Q to [0, 1] at a node.</summary>
/// <param name="by">The range that counts.</param>
/// <param name="unvisited">The value of unvisited edges; not <see cref="UnvisitedRule.Auto"/>.</param>
/// <param name="firstPlayReduction">First-play urgency's reduction, for <see cref="UnvisitedRule.Parent"/>.</param>
/// <param name="minValue">The least return.</param>
/// <param name="maxValue">The largest return.</param>
/// <param name="smallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
internal readonly struct QNormalization(
    ValueNormalization by, UnvisitedRule unvisited, float firstPlayReduction, float minValue, float maxValue, float smallestSpread = 0.0f)
{
    // The tree's own numbers need nothing of the node.
    private readonly bool _isOfTree = by == ValueNormalization.Tree && unvisited == UnvisitedRule.Zero;

    // In double precision, because the difference of two returns may overflow and a reciprocal too.
    private readonly float _scale = (float)(1.0 / Math.Max((double)maxValue - minValue, Spreads.Least(minValue, maxValue)));

    // A smaller spread of siblings counts as this large (mctx).
    private const float SmallestSiblingSpread = 1e-8f;

    /// <summary>The rule of a search.</summary>
    public static QNormalization For(ISearchModel model, SearchOptions options)
        => new(
            options.Normalization,
            options.Unvisited != UnvisitedRule.Auto ? options.Unvisited : options.Normalization == ValueNormalization.Bounds
                ? UnvisitedRule.Parent
                : UnvisitedRule.Zero,
            (float)options.FirstPlayReduction,
            model.ValueBounds.Min,
            model.ValueBounds.Max,
            (float)options.SmallestSpread);

    /// <summary>The same rule with unvisited edges worth no less than their node.</summary>
    public QNormalization WithoutReduction() => new(by, unvisited, 0.0f, minValue, maxValue, smallestSpread);

    /// <summary>The numbers that normalise a node's edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NormalizedQ At(TreeRecords tree, int node) => _isOfTree ? tree.Totals.Normalized : Composed(tree, node);

    private NormalizedQ Composed(TreeRecords tree, int node)
    {
        NormalizedQ range = by switch
        {
            ValueNormalization.Tree => tree.Totals.Normalized,
            ValueNormalization.Siblings => BySiblings(tree, node),
            _ => new NormalizedQ(minValue, _scale, 0.0f),
        };
        return unvisited == UnvisitedRule.Zero ? range : WithUnvisited(range, tree, node);
    }

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

        float smallest = MathF.Max(MathF.Max(smallestSpread, SmallestSiblingSpread), Spreads.Least(low, high));
        return new NormalizedQ(low, 1.0f / MathF.Max(high - low, smallest), 0.0f);
    }

    private NormalizedQ WithUnvisited(in NormalizedQ range, TreeRecords tree, int node)
    {
        ref NodeStatistics statistics = ref tree.Node(node);
        if (unvisited == UnvisitedRule.MeanQ)
        {
            // Read by the nodes below during the same walk. First-play urgency, which has no use for the mean, keeps its own sum there.
            statistics.VisitedPrior = MeanQ(tree, node);
            return range with { Unvisited = Math.Clamp((statistics.VisitedPrior - range.Offset) * range.Scale, 0.0f, 1.0f) };
        }

        // The reduction is KataGo's, whose values span [-1, 1]; half of it carries over to [0, 1].
        return range with
        {
            Unvisited = ((statistics.Value - range.Offset) * range.Scale) - (
            firstPlayReduction * 0.5f * MathF.Sqrt(statistics.VisitedPrior))
        };
    }

    // The mean over the visited edges, below the root together with the node above's mean, seen by the player to move here.
    private static float MeanQ(TreeRecords tree, int node)
    {
        ref NodeStatistics statistics = ref tree.Node(node);
        float sum = statistics.Parent < 0 ? 0.0f : MathF.Sign(statistics.Discount) * tree.Node(statistics.Parent).VisitedPrior;
        int count = statistics.Edges + (statistics.Parent < 0 ? 0 : 1);
        int edges = statistics.Edges;
        for (int record = node; edges > 0; record = tree.Node(record).Next)
        {
            ref SearchNode block = ref tree[record];
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                sum += block.Q[lane];
            }

            edges -= SearchNode.Width;
        }

        return count > 0 ? sum / count : 0.0f;
    }
}
