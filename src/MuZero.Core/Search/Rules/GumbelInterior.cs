using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>Gumbel below the root, without chance: argmax of pi'(a) - N(a) / (1 + sum N), where pi' = softmax(logits + sigma(completed Q))
/// (Danihelka et al. 2022, section 5, equation 14; docs/ALGORITHM.md 1.9). Ties go to the lowest action.</summary>
/// <remarks>All edges without visits share one Q, so the best of them is the one of the largest prior, which the tree keeps. It has the
/// lane behind the visited edges. The weights of pi' are not divided by their sum, which multiplies N instead.</remarks>
internal readonly struct GumbelInterior : ISelectionRule
{
    private readonly CompletedQ _completed;

    // [16] of a record's edges: the weights of pi', for vectors that hold fewer.
    private readonly float[] _weights = new float[SearchNode.Width];

    /// <summary>The rule of a search.</summary>
    public GumbelInterior(ISearchModel model, SearchOptions options) => _completed = new CompletedQ(model, options);

    public static bool ReadsVisits => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Select(int tree, TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);
        int lanes = statistics.Edges + Convert.ToInt32(statistics.BestPrior >= 0.0f);
        return statistics.Edges == 0 ? ~statistics.BestAction
            : lanes > SearchNode.Width || !_completed.NeedsNoRange ? SelectAmongMany(records, node)
            : Vector512.IsHardwareAccelerated ? SelectInRecord<Simd512, Vector512<float>>(records, node, lanes)
            : Vector256.IsHardwareAccelerated ? SelectInRecord<Simd256, Vector256<float>>(records, node, lanes)
            : SelectInRecord<Simd128, Vector128<float>>(records, node, lanes);
    }

    /// <summary><see cref="Select"/> for a node whose edges are in one record, several at a time in a given vector length.</summary>
    /// <param name="records">The tree.</param>
    /// <param name="node">The node.</param>
    /// <param name="lanes">Visited edges, and one for the others if there are any. Lanes behind them count for nothing.</param>
    internal int SelectInRecord<TSimd, TVector>(TreeRecords records, int node, int lanes)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref SearchNode record = ref records[node];
        ref EdgeVisits visits = ref records.Visits(node);
        SigmaRange range = Range<TSimd, TVector>(records, ref record, ref visits, out float largest);
        largest = lanes > record.Statistics.Edges ? MathF.Max(largest, range.MixedValue) : largest;
        float sum = Weigh<TSimd, TVector>(ref record, ref visits, range, range.Sigma(largest));
        uint equal = Highest<TSimd, TVector>(ref record, ref visits, lanes, sum);
        if ((equal & (equal - 1)) != 0)
        {
            return Lowest(records, ref record, equal);
        }

        // Which of the two is chosen is unpredictable, so there is no branch on it.
        int lane = BitOperations.TrailingZeroCount(equal) % SearchNode.Width;
        int isVisited = (lane - record.Statistics.Edges) >> 31;
        return (record.Child[lane] & isVisited) | (~record.Statistics.BestAction & ~isVisited);
    }

    // sigma of a node, and the largest of its edges' Q.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SigmaRange Range<TSimd, TVector>(TreeRecords records, ref SearchNode record, ref EdgeVisits visits, out float largestQ)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector none = TSimd.Create(0.0f), value = none, most = none, largest = TSimd.Create(float.NegativeInfinity);
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector used = Before<TSimd, TVector>(record.Statistics.Edges, lane), q = TSimd.Load(ref record.Q[0], lane);
            most = TSimd.Max(most, TSimd.Select(used, TSimd.Load(ref visits.Visits[0], lane), none));
            value = TSimd.Add(value, TSimd.Select(used, TSimd.Multiply(TSimd.Load(ref visits.Prior[0], lane), q), none));
            largest = TSimd.Max(largest, TSimd.Select(used, q, TSimd.Create(float.NegativeInfinity)));
        }

        // Each visit of a node but its own evaluation went on to one of its edges.
        largestQ = TSimd.Max(largest);
        return _completed.Range(
            records, record.Statistics.RawValue, record.Statistics.Visits - 1, TSimd.Max(most), record.Statistics.VisitedPrior,
            TSimd.Sum(value));
    }

    // Writes e^(sigma - largest) of the visited edges, behind them that of the others, and returns the sum of P e^(sigma - largest).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Weigh<TSimd, TVector>(ref SearchNode record, ref EdgeVisits visits, in SigmaRange range, float largest)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector sum = TSimd.Create(0.0f);
        int edges = record.Statistics.Edges;
        float others = record.Statistics.BestPrior >= 0.0f ? MathF.Max(0.0f, 1.0f - record.Statistics.VisitedPrior) : 0.0f;
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector used = Before<TSimd, TVector>(edges, lane);
            TVector q = TSimd.Select(used, TSimd.Load(ref record.Q[0], lane), TSimd.Create(range.MixedValue));
            TVector sigma = TSimd.Multiply(TSimd.Subtract(q, TSimd.Create(range.Offset)), TSimd.Create(range.Scale));
            TVector power = VectorMath.Exp<TSimd, TVector>(TSimd.Subtract(sigma, TSimd.Create(largest)));
            TSimd.Store(power, ref _weights[0], lane);
            TVector rest = TSimd.Select(Before<TSimd, TVector>(edges + 1, lane), TSimd.Create(others), TSimd.Create(0.0f));
            TVector prior = TSimd.Select(used, TSimd.Load(ref visits.Prior[0], lane), rest);
            sum = TSimd.Add(sum, TSimd.Multiply(prior, power));
        }

        return TSimd.Sum(sum);
    }

    // A bit for each lane of the largest weight (1 + sum N) - N (sum of weights).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Highest<TSimd, TVector>(ref SearchNode record, ref EdgeVisits visits, int lanes, float sum)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        (float best, uint equal) = (float.NegativeInfinity, 0);
        int edges = record.Statistics.Edges;
        for (int lane = 0; lane < SearchNode.Width; lane += TSimd.Count)
        {
            TVector used = Before<TSimd, TVector>(edges, lane);
            TVector prior = TSimd.Select(used, TSimd.Load(ref visits.Prior[0], lane), TSimd.Create(record.Statistics.BestPrior));
            TVector count = TSimd.Select(used, TSimd.Load(ref visits.Visits[0], lane), TSimd.Create(0.0f));
            TVector weight = TSimd.Multiply(prior, TSimd.Load(ref _weights[0], lane));
            TVector score = TSimd.Subtract(
                TSimd.Multiply(weight, TSimd.Create(record.Statistics.Visits)), TSimd.Multiply(count, TSimd.Create(sum)));
            score = TSimd.Select(Before<TSimd, TVector>(lanes, lane), score, TSimd.Create(float.NegativeInfinity));
            float highest = TSimd.Max(score);
            uint same = TSimd.Equal(score, TSimd.Create(highest)) << lane;
            equal = highest > best ? same : highest == best ? equal | same : equal;
            best = MathF.Max(best, highest);
        }

        return equal;
    }

    // The lanes of a vector from a given one on that come before a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Before<TSimd, TVector>(int number, int lane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        => TSimd.Greater(TSimd.Create(number - lane), TSimd.Lanes);

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

    // Of equal lanes the one of the lowest action.
    private static int Lowest(TreeRecords records, ref SearchNode record, uint equal)
    {
        int choice = Choice(ref record, equal);
        for (equal &= equal - 1; equal != 0; equal &= equal - 1)
        {
            int other = Choice(ref record, equal);
            choice = Action(records, other) < Action(records, choice) ? other : choice;
        }

        return choice;
    }

    // What the first of these lanes stands for.
    private static int Choice(ref SearchNode record, uint lanes)
    {
        int lane = BitOperations.TrailingZeroCount(lanes);
        return lane < record.Statistics.Edges ? record.Child[lane] : ~record.Statistics.BestAction;
    }

    private static int Action(TreeRecords records, int choice) => choice < 0 ? ~choice : records.Node(choice).Action;
}
