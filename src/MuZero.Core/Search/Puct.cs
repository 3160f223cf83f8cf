using System.Numerics;
using System.Runtime.CompilerServices;

namespace MuZero.Search;

/// <summary>How an edge is chosen at a node. Implementations are types, not objects, so that the search is compiled for each.</summary>
internal interface ISelectionRule
{
    /// <summary>The child to go on to, or ~action where the best edge has not been visited.</summary>
    static abstract int Select(SearchTree tree, int index, int node, in SelectionConstants constants);
}

/// <summary>What every selection of a search shares.</summary>
/// <param name="Exploration">[visits] of <see cref="Puct.Explorations"/>.</param>
/// <param name="Normalization">How Q is brought to [0, 1].</param>
/// <param name="FirstPlayReduction">First-play urgency's reduction.</param>
/// <param name="NoisyRoot">True where root priors carry noise; the reduction is 0 there.</param>
/// <param name="MinValue">The least return.</param>
/// <param name="MaxValue">The largest return.</param>
internal readonly record struct SelectionConstants(
    float[] Exploration, ValueNormalization Normalization, float FirstPlayReduction, bool NoisyRoot, float MinValue, float MaxValue);

/// <summary>pUCT: argmax of Qn(s,a) + P(s,a) / (1 + N(s,a)) sqrt(N(s)) (c1 + ln((N(s) + c2 + 1) / c2)) (MuZero, appendix B; ALGORITHMS 1.2).
/// N(s) counts the node's own evaluation, as in mctx. Ties go to the lowest action.</summary>
/// <remarks>All unvisited edges of a node share N = 0 and Qn, so the best of them is the one of the largest prior, which the tree keeps.</remarks>
internal readonly struct Puct : ISelectionRule
{
    // Inlined whatever the compiler thinks: without a profile it does not, and 9 actions make 4.3 instead of 6.2 M sims/s.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Select(SearchTree tree, int index, int node, in SelectionConstants constants)
    {
        ref SearchNode record = ref tree.Record(index, node);
        NormalizedQ normalized = NormalizedQ.For(tree, index, node, constants);
        float exploration = constants.Exploration[record.Statistics.Visits];
        float unvisited = normalized.Unvisited + (record.Statistics.BestPrior * exploration);
        if (record.Statistics.Next != 0)
        {
            return SelectAmongMany(tree, index, node, normalized, exploration);
        }

        float best = EdgeScan.Highest(ref record, record.Statistics.Edges, normalized, exploration, out uint equal);
        if ((equal & (equal - 1)) != 0 || best == unvisited)
        {
            return SelectAmongMany(tree, index, node, normalized, exploration);
        }

        int child = record.Child[BitOperations.TrailingZeroCount(equal) % SearchNode.Width];
        return best > unvisited ? child : ~record.Statistics.BestAction;
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
    private static int SelectAmongMany(SearchTree tree, int index, int node, in NormalizedQ normalized, float exploration)
    {
        ref NodeStatistics statistics = ref tree.Node(index, node);
        float unvisited = normalized.Unvisited + (statistics.BestPrior * exploration);
        float best = unvisited;
        int choice = ~statistics.BestAction;
        int edges = statistics.Edges;
        for (int record = node; edges > 0; record = tree.Node(index, record).Next)
        {
            ref SearchNode block = ref tree.Record(index, record);
            float score = EdgeScan.Highest(ref block, edges, normalized, exploration, out uint equal);
            edges -= SearchNode.Width;
            if (score > best)
            {
                (best, choice) = (score, block.Child[BitOperations.TrailingZeroCount(equal)]);
                equal &= equal - 1;
            }

            for (; score == best && equal != 0; equal &= equal - 1)
            {
                choice = Lower(tree, index, choice, block.Child[BitOperations.TrailingZeroCount(equal)]);
            }
        }

        return choice;
    }

    // Whichever has the lower action.
    private static int Lower(SearchTree tree, int index, int choice, int child)
    {
        int action = choice < 0 ? ~choice : tree.Node(index, choice).Action;
        return tree.Node(index, child).Action < action ? child : choice;
    }
}
