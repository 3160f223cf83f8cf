using System.Numerics;
using System.Runtime.CompilerServices;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>pUCT: argmax of Qn(s,a) + P(s,a) / (1 + N(s,a)) sqrt(N(s)) (c1 + ln((N(s) + c2 + 1) / c2)) (MuZero, appendix B;
/// docs/ALGORITHM.md 1.2). N(s) counts the node's own evaluation, as in mctx. Ties go to the lowest action.</summary>
/// <remarks>All unvisited edges of a node share N = 0 and Qn, so the best of them is the one of the largest prior, which the tree
/// keeps.</remarks>
/// <param name="Exploration">[visits] of <see cref="Explorations"/>.</param>
/// <param name="Normalization">Brings Q to [0, 1].</param>
internal readonly record struct Puct(float[] Exploration, QNormalization Normalization) : ISelectionRule
{
    // Fields, because a property would copy the normalisation at every node.
    public readonly float[] Exploration = Exploration;
    public readonly QNormalization Normalization = Normalization;

    /// <summary>The rule of a search.</summary>
    public Puct(ISearchModel model, SearchOptions options)
        : this(Explorations(options.C1, options.C2, options.Simulations + 1), QNormalization.For(model, options))
    {
    }

    // Inlining is forced: without a profile the compiler does not inline, which cost a third of the speed at 9 actions.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Select(int tree, TreeRecords records, int node)
    {
        ref SearchNode record = ref records[node];
        NormalizedQ normalized = Normalization.At(records, node);
        float exploration = Exploration[record.Statistics.Visits];
        float unvisited = normalized.Unvisited + (record.Statistics.BestPrior * exploration);
        if (record.Statistics.Next != 0)
        {
            return SelectAmongMany(records, node, normalized, exploration);
        }

        float best = EdgeScan.Highest(ref record, record.Statistics.Edges, normalized, exploration, out uint equal);

        // Which of the two is larger is unpredictable, so there is no branch on it.
        int isVisited = -Convert.ToInt32(best > unvisited);
        if ((equal & (equal - 1) & (uint)isVisited) != 0 || best == unvisited)
        {
            return SelectAmongMany(records, node, normalized, exploration);
        }

        int child = record.Child[BitOperations.TrailingZeroCount(equal) % SearchNode.Width];
        return (child & isVisited) | (~record.Statistics.BestAction & ~isVisited);
    }

    /// <summary>[visits] sqrt(N) (c1 + ln((N + c2 + 1) / c2)) for every N up to <paramref name="visits"/>.</summary>
    public static float[] Explorations(double c1, double c2, int visits)
        => [.. Enumerable.Range(0, visits + 1).Select(n => (float)(Math.Sqrt(n) * ExplorationRate(n, c1, c2)))];

    /// <summary>c1 + ln((N + c2 + 1) / c2).</summary>
    public static double ExplorationRate(int nodeVisits, double c1, double c2) => c1 + Math.Log((nodeVisits + c2 + 1.0) / c2);

    /// <summary>The score of one edge; <see cref="Select"/> computes the same, several edges at a time.</summary>
    public static float Score(float prior, int visits, float q, in NormalizedQ normalized, float exploration)
    {
        float value = visits > 0 ? (q - normalized.Offset) * normalized.Scale : normalized.Unvisited;
        return prior < 0.0f ? float.NegativeInfinity : value + (prior / (1 + visits) * exploration);
    }

    // More edges than a record holds, or a tie.
    private static int SelectAmongMany(TreeRecords tree, int node, NormalizedQ normalized, float exploration)
    {
        ref NodeStatistics statistics = ref tree.Node(node);
        float unvisited = normalized.Unvisited + (statistics.BestPrior * exploration);
        float best = unvisited;
        int choice = ~statistics.BestAction;
        int edges = statistics.Edges;
        for (int record = node; edges > 0; record = tree.Node(record).Next)
        {
            ref SearchNode block = ref tree[record];
            float score = EdgeScan.Highest(ref block, edges, normalized, exploration, out uint equal);
            edges -= SearchNode.Width;
            if (score > best)
            {
                (best, choice) = (score, block.Child[BitOperations.TrailingZeroCount(equal)]);
                equal &= equal - 1;
            }

            for (; score == best && equal != 0; equal &= equal - 1)
            {
                choice = Lower(tree, choice, block.Child[BitOperations.TrailingZeroCount(equal)]);
            }
        }

        return choice;
    }

    // The choice of the lower action.
    private static int Lower(TreeRecords tree, int choice, int child)
    {
        int action = choice < 0 ? ~choice : tree.Node(choice).Action;
        return tree.Node(child).Action < action ? child : choice;
    }
}
