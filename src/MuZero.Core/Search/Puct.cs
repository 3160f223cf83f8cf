using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MuZero.Networks;

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

        Vector512<float> scores = Scores(record, record.Statistics.Edges, normalized, exploration);
        float best = VectorMath.Max(scores);
        ulong equals = Vector512.Equals(scores, Vector512.Create(best)).ExtractMostSignificantBits() & ((1UL << record.Statistics.Edges) - 1);
        if ((equals & (equals - 1)) != 0 || best == unvisited)
        {
            return SelectAmongMany(tree, index, node, normalized, exploration);
        }

        // One jump in the whole selection is hard to foresee, and a conditional move is not one.
        int child = Unsafe.Add(ref Unsafe.As<Vector512<int>, int>(ref record.Child), BitOperations.TrailingZeroCount(equals) % SearchNode.Width);
        return best > unvisited ? child : ~record.Statistics.BestAction;
    }

    /// <summary>[visits] sqrt(N) (c1 + ln((N + c2 + 1) / c2)) for every N up to <paramref name="visits"/>.</summary>
    public static float[] Explorations(double c1, double c2, int visits)
        => [.. Enumerable.Range(0, visits + 1).Select(n => (float)(Math.Sqrt(n) * ExplorationRate(n, c1, c2)))];

    /// <summary>c1 + ln((N + c2 + 1) / c2).</summary>
    public static double ExplorationRate(int nodeVisits, double c1, double c2) => c1 + Math.Log((nodeVisits + c2 + 1.0) / c2);

    /// <summary>The score of one edge; <see cref="Select"/> computes the same, sixteen edges at a time.</summary>
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
        Vector512<float> highest = Vector512.Create(unvisited);
        int edges = statistics.Edges;
        for (int record = node; edges > 0; record = tree.Node(index, record).Next)
        {
            highest = Vector512.MaxNative(highest, Scores(tree.Record(index, record), edges, normalized, exploration));
            edges -= SearchNode.Width;
        }

        float best = VectorMath.Max(highest);
        int choice = best == unvisited ? ~statistics.BestAction : 0;
        edges = statistics.Edges;
        for (int record = node; edges > 0; record = tree.Node(index, record).Next)
        {
            Vector512<float> scores = Scores(tree.Record(index, record), edges, normalized, exploration);
            ulong equals = Vector512.Equals(scores, Vector512.Create(best)).ExtractMostSignificantBits();
            for (; equals != 0; equals &= equals - 1)
            {
                choice = Lower(tree, index, choice, tree.Record(index, record).Child.GetElement(BitOperations.TrailingZeroCount(equals)));
            }

            edges -= SearchNode.Width;
        }

        return choice;
    }

    // The choice of the lower action; 0 is none.
    private static int Lower(SearchTree tree, int index, int choice, int child)
    {
        int action = choice < 0 ? ~choice : tree.Node(index, choice).Action;
        return choice == 0 || tree.Node(index, child).Action < action ? child : choice;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scores(in SearchNode record, int edges, in NormalizedQ normalized, float exploration)
    {
        Vector512<float> scores = ((record.Q - Vector512.Create(normalized.Offset)) * normalized.Scale) + (record.Weight * exploration);
        return Vector512.ConditionalSelect(SearchNode.Used(edges), scores, Vector512.Create(float.NegativeInfinity));
    }
}
