using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>Gumbel below the root, without chance: argmax of pi'(a) - N(a) / (1 + sum N), where pi' = softmax(logits + sigma(completed Q))
/// (Danihelka et al. 2022, section 5, equation 14; docs/ALGORITHM.md 1.9). Ties go to the lowest action.</summary>
/// <remarks>All edges without visits share one Q, so the best of them is the one of the largest prior, which the tree keeps. The weights of
/// pi' are not divided by their sum, which multiplies N instead.</remarks>
internal readonly struct GumbelInterior : ISelectionRule
{
    // Most nodes have so few, and the single numbers are there sooner than vectors of them.
    private const int FewEdges = 3;

    private readonly CompletedQ _completed;

    // Of a record's edges: [16] N, P and the weights of pi'.
    private readonly float[] _visits = new float[SearchNode.Width];
    private readonly float[] _priors = new float[SearchNode.Width];
    private readonly float[] _weights = new float[SearchNode.Width];

    /// <summary>The rule of a search.</summary>
    public GumbelInterior(ISearchModel model, SearchOptions options) => _completed = new CompletedQ(model, options);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Select(int tree, TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);
        if (statistics.Edges == 0)
        {
            return ~statistics.BestAction;
        }

        return statistics.Edges <= FewEdges && _completed.NeedsNoRange ? SelectAmongFew(records, node) : SelectAmongMore(records, node);
    }

    private int SelectAmongMore(TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);
        return statistics.Next != 0 || !_completed.NeedsNoRange ? SelectAmongMany(records, node)
            : Vector512.IsHardwareAccelerated ? SelectInRecord<Simd512, Vector512<float>>(records, node)
            : Vector256.IsHardwareAccelerated ? SelectInRecord<Simd256, Vector256<float>>(records, node)
            : SelectInRecord<Simd128, Vector128<float>>(records, node);
    }

    private int SelectAmongFew(TreeRecords records, int node)
    {
        ref SearchNode record = ref records[node];
        int edges = record.Statistics.Edges;
        ref float n = ref MemoryMarshal.GetArrayDataReference(_visits), p = ref MemoryMarshal.GetArrayDataReference(_priors);
        ref float w = ref MemoryMarshal.GetArrayDataReference(_weights);
        (float most, float value, float largestQ) = (0.0f, 0.0f, float.NegativeInfinity);
        for (int edge = 0; edge < edges; edge++)
        {
            ref NodeStatistics below = ref records.Node(record.Child[edge]);
            (float visits, float prior) = (below.Visits, below.Prior);
            (Unsafe.Add(ref n, edge), Unsafe.Add(ref p, edge)) = (visits, prior);
            most = MathF.Max(most, visits);
            value += prior * record.Q[edge];
            largestQ = MathF.Max(largestQ, record.Q[edge]);
        }

        // Each visit of a node but its own evaluation went on to one of its edges.
        float visited = record.Statistics.VisitedPrior;
        SigmaRange range = _completed.Range(
            records, record.Statistics.RawValue, record.Statistics.Visits - 1, most, visited, value);
        bool hasUnvisited = record.Statistics.BestPrior >= 0.0f;
        float largest = range.Sigma(largestQ);
        largest = hasUnvisited ? MathF.Max(largest, range.MixedSigma) : largest;
        float unvisited = hasUnvisited ? MathF.Exp(range.MixedSigma - largest) : 0.0f;
        float sum = unvisited * MathF.Max(0.0f, 1.0f - visited);
        for (int edge = 0; edge < edges; edge++)
        {
            float weight = Unsafe.Add(ref p, edge) * MathF.Exp(range.Sigma(record.Q[edge]) - largest);
            Unsafe.Add(ref w, edge) = weight;
            sum += weight;
        }

        float all = record.Statistics.Visits;
        float best = hasUnvisited ? record.Statistics.BestPrior * unvisited * all : float.NegativeInfinity;
        int choice = ~record.Statistics.BestAction;
        for (int edge = 0; edge < edges; edge++)
        {
            float score = (Unsafe.Add(ref w, edge) * all) - (Unsafe.Add(ref n, edge) * sum);
            int child = record.Child[edge];
            if (score > best || (score == best && records.Node(child).Action < Action(records, choice)))
            {
                (best, choice) = (score, child);
            }
        }

        return choice;
    }

    /// <summary>The same for a node whose edges are in one record, several edges at a time. Lanes that hold no edge count for
    /// nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int SelectInRecord<TSimd, TVector>(TreeRecords records, int node)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref SearchNode record = ref records[node];
        int edges = record.Statistics.Edges;
        ref float n = ref MemoryMarshal.GetArrayDataReference(_visits), p = ref MemoryMarshal.GetArrayDataReference(_priors);
        ref float w = ref MemoryMarshal.GetArrayDataReference(_weights);
        for (int edge = 0; edge < edges; edge++)
        {
            ref NodeStatistics below = ref records.Node(record.Child[edge]);
            Unsafe.Add(ref n, edge) = below.Visits;
            Unsafe.Add(ref p, edge) = below.Prior;
        }

        TVector none = TSimd.Create(0.0f), value = none, most = none;
        TVector largestQ = TSimd.Create(float.NegativeInfinity);
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector used = TSimd.Greater(TSimd.Create(edges - lane), TSimd.Lanes);
            TVector q = TSimd.Load(ref record.Q[0], lane);
            most = TSimd.Max(most, TSimd.Select(used, TSimd.Load(ref n, lane), none));
            value = TSimd.Add(value, TSimd.Select(used, TSimd.Multiply(TSimd.Load(ref p, lane), q), none));
            largestQ = TSimd.Max(largestQ, TSimd.Select(used, q, TSimd.Create(float.NegativeInfinity)));
        }

        bool hasUnvisited = record.Statistics.BestPrior >= 0.0f;
        float visited = record.Statistics.VisitedPrior;
        SigmaRange range = _completed.Range(
            records, record.Statistics.RawValue, record.Statistics.Visits - 1, TSimd.Max(most), visited, TSimd.Sum(value));
        float largest = range.Sigma(TSimd.Max(largestQ));
        largest = hasUnvisited ? MathF.Max(largest, range.MixedSigma) : largest;
        TVector sum = none;
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector used = TSimd.Greater(TSimd.Create(edges - lane), TSimd.Lanes);
            TVector sigma = TSimd.Multiply(
                TSimd.Subtract(TSimd.Load(ref record.Q[0], lane), TSimd.Create(range.Offset)), TSimd.Create(range.Scale));
            TVector power = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(sigma, TSimd.Create(largest)));
            TVector weight = TSimd.Select(used, TSimd.Multiply(TSimd.Load(ref p, lane), power), none);
            TSimd.Store(weight, ref w, lane);
            sum = TSimd.Add(sum, weight);
        }

        float unvisited = hasUnvisited ? MathF.Exp(range.MixedSigma - largest) : 0.0f;
        float allVisits = record.Statistics.Visits, allWeights = TSimd.Sum(sum) + (unvisited * MathF.Max(0.0f, 1.0f - visited));
        float best = float.NegativeInfinity;
        uint equal = 0;
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector score = TSimd.Subtract(
                TSimd.Multiply(TSimd.Load(ref w, lane), TSimd.Create(allVisits)),
                TSimd.Multiply(TSimd.Load(ref n, lane), TSimd.Create(allWeights)));
            TVector used = TSimd.Greater(TSimd.Create(edges - lane), TSimd.Lanes);
            score = TSimd.Select(used, score, TSimd.Create(float.NegativeInfinity));
            float highest = TSimd.Max(score);
            uint same = TSimd.Equal(score, TSimd.Create(highest)) << lane;
            equal = highest > best ? same : highest == best ? equal | same : equal;
            best = MathF.Max(best, highest);
        }

        float other = hasUnvisited ? record.Statistics.BestPrior * unvisited * allVisits : float.NegativeInfinity;
        if (best > other && (equal & (equal - 1)) == 0)
        {
            return record.Child[BitOperations.TrailingZeroCount(equal) % SearchNode.Width];
        }

        return best < other ? ~record.Statistics.BestAction : Lowest(records, ref record, equal, best == other);
    }

    // More edges than a record holds, or a range that depends on the edges.
    private int SelectAmongMany(TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);
        CompletedQ completed = _completed;
        completed.Read(records, node);
        bool hasUnvisited = statistics.BestPrior >= 0.0f;
        Span<float> weights = completed.Sigma.AsSpan(0, VectorMath.Padded(completed.Edges));
        float largest = hasUnvisited ? completed.MixedSigma : float.NegativeInfinity;
        foreach (float sigma in weights[..completed.Edges])
        {
            largest = MathF.Max(largest, sigma);
        }

        VectorMath.ExpOfDifference(weights, largest);
        float unvisited = hasUnvisited ? MathF.Exp(completed.MixedSigma - largest) : 0.0f;
        float sum = 0.0f, prior = 0.0f;
        for (int edge = 0; edge < completed.Edges; edge++)
        {
            prior += completed.Priors[edge];
            sum += weights[edge] *= completed.Priors[edge];
        }

        sum += unvisited * MathF.Max(0.0f, 1.0f - prior);
        float visits = 1.0f + completed.TotalVisits;
        float best = hasUnvisited ? statistics.BestPrior * unvisited * visits : float.NegativeInfinity;
        int choice = ~statistics.BestAction;
        for (int edge = 0; edge < completed.Edges; edge++)
        {
            float score = (weights[edge] * visits) - (completed.Visits[edge] * sum);
            int child = completed.Children[edge];
            if (score > best || (score == best && records.Node(child).Action < Action(records, choice)))
            {
                (best, choice) = (score, child);
            }
        }

        return choice;
    }

    // Of equal edges, and of the best one without visits if it is equal too, that of the lowest action.
    private static int Lowest(TreeRecords records, ref SearchNode record, uint equal, bool withUnvisited)
    {
        int choice = withUnvisited ? ~record.Statistics.BestAction : record.Child[BitOperations.TrailingZeroCount(equal)];
        for (; equal != 0; equal &= equal - 1)
        {
            int child = record.Child[BitOperations.TrailingZeroCount(equal)];
            choice = records.Node(child).Action < Action(records, choice) ? child : choice;
        }

        return choice;
    }

    private static int Action(TreeRecords records, int choice) => choice < 0 ? ~choice : records.Node(choice).Action;
}
