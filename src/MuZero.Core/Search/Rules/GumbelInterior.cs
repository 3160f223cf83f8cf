using System.Numerics;
using System.Runtime.CompilerServices;
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
        (float most, float value, float largestQ) = (0.0f, 0.0f, float.NegativeInfinity);
        for (int edge = 0; edge < edges; edge++)
        {
            ref NodeStatistics below = ref records.Node(record.Child[edge]);
            (_visits[edge], _priors[edge]) = (below.Visits, below.Prior);
            most = MathF.Max(most, below.Visits);
            value += below.Prior * record.Q[edge];
            largestQ = MathF.Max(largestQ, record.Q[edge]);
        }

        float visited = record.Statistics.VisitedPrior, all = record.Statistics.Visits;
        SigmaRange range = _completed.Range(records, record.Statistics.RawValue, all - 1.0f, most, visited, value);
        bool hasUnvisited = record.Statistics.BestPrior >= 0.0f;
        float largest = range.Sigma(largestQ);
        largest = hasUnvisited ? MathF.Max(largest, range.MixedSigma) : largest;
        float unvisited = hasUnvisited ? MathF.Exp(range.MixedSigma - largest) : 0.0f;
        float sum = unvisited * MathF.Max(0.0f, 1.0f - visited);
        for (int edge = 0; edge < edges; edge++)
        {
            sum += _weights[edge] = _priors[edge] * MathF.Exp(range.Sigma(record.Q[edge]) - largest);
        }

        float best = hasUnvisited ? record.Statistics.BestPrior * unvisited * all : float.NegativeInfinity;
        int choice = ~record.Statistics.BestAction;
        for (int edge = 0; edge < edges; edge++)
        {
            float score = (_weights[edge] * all) - (_visits[edge] * sum);
            int child = record.Child[edge];
            if (score > best || (score == best && records.Node(child).Action < Action(records, choice)))
            {
                (best, choice) = (score, child);
            }
        }

        return choice;
    }

    /// <summary><see cref="Select"/> for a node whose edges are in one record, several at a time in a given vector length. Lanes that hold
    /// no edge count for nothing.</summary>
    internal int SelectInRecord<TSimd, TVector>(TreeRecords records, int node)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref SearchNode record = ref records[node];
        for (int edge = 0; edge < record.Statistics.Edges; edge++)
        {
            ref NodeStatistics below = ref records.Node(record.Child[edge]);
            (_visits[edge], _priors[edge]) = (below.Visits, below.Prior);
        }

        float visited = record.Statistics.VisitedPrior, all = record.Statistics.Visits;
        bool hasUnvisited = record.Statistics.BestPrior >= 0.0f;
        SigmaRange range = Range<TSimd, TVector>(records, ref record, out float largestQ);
        float largest = range.Sigma(largestQ);
        largest = hasUnvisited ? MathF.Max(largest, range.MixedSigma) : largest;
        float unvisited = hasUnvisited ? MathF.Exp(range.MixedSigma - largest) : 0.0f;
        float sum = Weigh<TSimd, TVector>(ref record, range, largest) + (unvisited * MathF.Max(0.0f, 1.0f - visited));
        float best = Highest<TSimd, TVector>(record.Statistics.Edges, all, sum, out uint equal);
        float other = hasUnvisited ? record.Statistics.BestPrior * unvisited * all : float.NegativeInfinity;
        if (best > other && (equal & (equal - 1)) == 0)
        {
            return record.Child[BitOperations.TrailingZeroCount(equal) % SearchNode.Width];
        }

        return best < other ? ~record.Statistics.BestAction : Lowest(records, ref record, equal, best == other);
    }

    // sigma of a node whose edges' N and P were read, and the largest of their Q.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SigmaRange Range<TSimd, TVector>(TreeRecords records, ref SearchNode record, out float largestQ)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector none = TSimd.Create(0.0f), value = none, most = none, largest = TSimd.Create(float.NegativeInfinity);
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector used = Used<TSimd, TVector>(record.Statistics.Edges, lane), q = TSimd.Load(ref record.Q[0], lane);
            most = TSimd.Max(most, TSimd.Select(used, TSimd.Load(ref _visits[0], lane), none));
            value = TSimd.Add(value, TSimd.Select(used, TSimd.Multiply(TSimd.Load(ref _priors[0], lane), q), none));
            largest = TSimd.Max(largest, TSimd.Select(used, q, TSimd.Create(float.NegativeInfinity)));
        }

        // Each visit of a node but its own evaluation went on to one of its edges.
        largestQ = TSimd.Max(largest);
        return _completed.Range(
            records, record.Statistics.RawValue, record.Statistics.Visits - 1, TSimd.Max(most), record.Statistics.VisitedPrior,
            TSimd.Sum(value));
    }

    // Writes P e^(sigma - largest), and returns the sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Weigh<TSimd, TVector>(ref SearchNode record, in SigmaRange range, float largest)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector none = TSimd.Create(0.0f), sum = none;
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector sigma = TSimd.Multiply(
                TSimd.Subtract(TSimd.Load(ref record.Q[0], lane), TSimd.Create(range.Offset)), TSimd.Create(range.Scale));
            TVector power = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(sigma, TSimd.Create(largest)));
            TVector weight = TSimd.Multiply(TSimd.Load(ref _priors[0], lane), power);
            weight = TSimd.Select(Used<TSimd, TVector>(record.Statistics.Edges, lane), weight, none);
            TSimd.Store(weight, ref _weights[0], lane);
            sum = TSimd.Add(sum, weight);
        }

        return TSimd.Sum(sum);
    }

    // The largest weight (1 + sum N) - N (sum of weights), and a bit for each edge that has it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Highest<TSimd, TVector>(int edges, float all, float sum, out uint equal)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        (float best, equal) = (float.NegativeInfinity, 0);
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector score = TSimd.Subtract(
                TSimd.Multiply(TSimd.Load(ref _weights[0], lane), TSimd.Create(all)),
                TSimd.Multiply(TSimd.Load(ref _visits[0], lane), TSimd.Create(sum)));
            score = TSimd.Select(Used<TSimd, TVector>(edges, lane), score, TSimd.Create(float.NegativeInfinity));
            float highest = TSimd.Max(score);
            uint same = TSimd.Equal(score, TSimd.Create(highest)) << lane;
            equal = highest > best ? same : highest == best ? equal | same : equal;
            best = MathF.Max(best, highest);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Used<TSimd, TVector>(int edges, int lane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.Greater(TSimd.Create(edges - lane), TSimd.Lanes);

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
