using System.Numerics;
using System.Runtime.InteropServices;

namespace MuZero.Search;

/// <summary>How an edge is chosen at a node. Implementations are types, not objects, so that the search is compiled for each.</summary>
internal interface ISelectionRule
{
    /// <summary>The action to follow.</summary>
    static abstract int Select(SearchTree tree, int index, int node, in SelectionConstants constants);
}

/// <summary>What every selection of a search shares.</summary>
/// <param name="C1">c1 of pUCT.</param>
/// <param name="C2">c2 of pUCT.</param>
/// <param name="Normalization">How Q is brought to [0, 1].</param>
/// <param name="FirstPlayReduction">First-play urgency's reduction.</param>
/// <param name="NoisyRoot">True where root priors carry noise; the reduction is 0 there.</param>
/// <param name="MinValue">The least return.</param>
/// <param name="MaxValue">The largest return.</param>
internal readonly record struct SelectionConstants(
    double C1, double C2, ValueNormalization Normalization, float FirstPlayReduction, bool NoisyRoot, float MinValue, float MaxValue);

/// <summary>pUCT: argmax of Qn(s,a) + P(s,a) sqrt(N(s)) / (1 + N(s,a)) (c1 + ln((N(s) + c2 + 1) / c2)) (MuZero, appendix B; ALGORITHMS 1.2).
/// N(s) counts the node's own evaluation, as in mctx. Ties go to the lowest action.</summary>
internal readonly struct Puct : ISelectionRule
{
    public static int Select(SearchTree tree, int index, int node, in SelectionConstants constants)
    {
        NormalizedQ normalized = NormalizedQ.For(tree, index, node, constants);
        int nodeVisits = tree.Node(index, node).Visits;
        float exploration = (float)(Math.Sqrt(nodeVisits) * ExplorationRate(nodeVisits, constants.C1, constants.C2));
        return ArgMax(tree.Prior(index, node), tree.Visits(index, node), tree.Q(index, node), normalized, exploration);
    }

    /// <summary>c1 + ln((N + c2 + 1) / c2).</summary>
    public static double ExplorationRate(int nodeVisits, double c1, double c2) => c1 + Math.Log((nodeVisits + c2 + 1.0) / c2);

    /// <summary>The score of one edge; <see cref="ArgMax"/> computes the same, several edges at a time.</summary>
    public static float Score(float prior, int visits, float q, in NormalizedQ normalized, float exploration)
    {
        float value = visits > 0 ? (q - normalized.Offset) * normalized.Scale : normalized.Unvisited;
        return prior < 0.0f ? float.NegativeInfinity : value + (prior * exploration / (1 + visits));
    }

    private static int ArgMax(ReadOnlySpan<float> prior, ReadOnlySpan<int> visits, ReadOnlySpan<float> q, in NormalizedQ normalized, float exploration)
    {
        int best = -1;
        float bestScore = float.NegativeInfinity;
        int action = 0;
        int width = Vector<float>.Count;
        if (prior.Length >= width)
        {
            Vector<float> bestScores = new(float.NegativeInfinity);
            Vector<int> bestActions = new(-1);
            Vector<int> actions = Vector.CreateSequence(0, 1);
            for (; action <= prior.Length - width; action += width)
            {
                Vector<float> scores = Scores(prior[action..], visits[action..], q[action..], normalized, exploration);
                Vector<int> better = Vector.GreaterThan(scores, bestScores);
                bestScores = Vector.ConditionalSelect(better, scores, bestScores);
                bestActions = Vector.ConditionalSelect(better, actions, bestActions);
                actions += new Vector<int>(width);
            }

            // Lanes keep their first maximum; across lanes the lowest action wins a tie.
            for (int lane = 0; lane < width; lane++)
            {
                if (bestScores[lane] > bestScore || (bestScores[lane] == bestScore && bestActions[lane] >= 0 && bestActions[lane] < best))
                {
                    (best, bestScore) = (bestActions[lane], bestScores[lane]);
                }
            }
        }

        for (; action < prior.Length; action++)
        {
            float score = Score(prior[action], visits[action], q[action], normalized, exploration);
            if (score > bestScore)
            {
                (best, bestScore) = (action, score);
            }
        }

        return best;
    }

    private static Vector<float> Scores(ReadOnlySpan<float> prior, ReadOnlySpan<int> visits, ReadOnlySpan<float> q, in NormalizedQ normalized, float exploration)
    {
        Vector<float> p = new(prior);
        Vector<int> n = new(visits);
        Vector<float> value = Vector.ConditionalSelect(
            Vector.GreaterThan(n, Vector<int>.Zero),
            (new Vector<float>(q) - new Vector<float>(normalized.Offset)) * normalized.Scale,
            new Vector<float>(normalized.Unvisited));
        Vector<float> score = value + (p * exploration / Vector.ConvertToSingle(n + Vector<int>.One));
        return Vector.ConditionalSelect(Vector.LessThan(p, Vector<float>.Zero), new Vector<float>(float.NegativeInfinity), score);
    }
}

/// <summary>One node's normalisation: Qn = (Q - <see cref="Offset"/>) * <see cref="Scale"/> for visited edges, <see cref="Unvisited"/> for the others.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NormalizedQ(float Offset, float Scale, float Unvisited)
{
    // Below this spread two values count as one (mctx).
    private const float SmallestSpread = 1e-8f;

    /// <summary>The rule of <see cref="SelectionConstants.Normalization"/> at a node.</summary>
    public static NormalizedQ For(SearchTree tree, int index, int node, in SelectionConstants constants) => constants.Normalization switch
    {
        ValueNormalization.Siblings => BySiblings(tree, index, node),
        ValueNormalization.Bounds => ByBounds(tree, index, node, constants),
        _ => ByTree(tree.MinMax(index)),
    };

    // Raw values until two distinct ones were seen, as in MuZero's pseudocode.
    private static NormalizedQ ByTree(in MinMaxStats minMax) => minMax.Max > minMax.Min
        ? new NormalizedQ(minMax.Min, 1.0f / (minMax.Max - minMax.Min), 0.0f)
        : new NormalizedQ(0.0f, 1.0f, 0.0f);

    private static NormalizedQ BySiblings(SearchTree tree, int index, int node)
    {
        float low = tree.Node(index, node).Value;
        float high = low;
        ReadOnlySpan<int> visits = tree.Visits(index, node);
        ReadOnlySpan<float> q = tree.Q(index, node);
        for (int action = 0; action < q.Length; action++)
        {
            if (visits[action] > 0)
            {
                low = MathF.Min(low, q[action]);
                high = MathF.Max(high, q[action]);
            }
        }

        return new NormalizedQ(low, 1.0f / MathF.Max(high - low, SmallestSpread), 0.0f);
    }

    private static NormalizedQ ByBounds(SearchTree tree, int index, int node, in SelectionConstants constants)
    {
        float scale = 1.0f / (constants.MaxValue - constants.MinValue);
        float reduction = node == 0 && constants.NoisyRoot ? 0.0f : constants.FirstPlayReduction;
        float visitedPrior = 0.0f;
        ReadOnlySpan<int> visits = tree.Visits(index, node);
        ReadOnlySpan<float> prior = tree.Prior(index, node);
        for (int action = 0; action < visits.Length; action++)
        {
            visitedPrior += visits[action] > 0 ? prior[action] : 0.0f;
        }

        // The reduction is KataGo's, whose values span [-1, 1]; the scale carries it over to other ranges.
        float unvisited = ((tree.Node(index, node).Value - constants.MinValue) * scale) - (reduction * 0.5f * MathF.Sqrt(visitedPrior));
        return new NormalizedQ(constants.MinValue, scale, unvisited);
    }
}
