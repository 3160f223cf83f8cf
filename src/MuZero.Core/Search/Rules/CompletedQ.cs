using System.Runtime.CompilerServices;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>The edges of one node as Gumbel sees them: sigma(q) = (c_visit + max N) c_scale Qn of every action, those without visits at the
/// mixed value (Danihelka et al. 2022, equations 8 to 11 and appendix D; docs/ALGORITHM.md 1.9).</summary>
/// <remarks>Edges without visits share one Q, so the cost depends on the visited ones alone.</remarks>
internal sealed class CompletedQ
{
    /// <summary>The smallest prior that has a logarithm of a normal number.</summary>
    public const float SmallestPrior = 1.17549435e-38f;

    // A smaller spread of a node's completed Q counts as this large (mctx).
    private const float SmallestSpread = 1e-8f;

    private readonly int _actions;
    private readonly ValueNormalization _normalization;
    private readonly float _visitOffset;
    private readonly float _valueScale;
    private readonly float _least;
    private readonly float _boundsScale;
    private readonly float _smallestSpread;

    /// <summary>Room for the nodes of a search.</summary>
    public CompletedQ(ISearchModel model, SearchOptions options)
    {
        (_actions, _normalization) = (model.Actions, options.Normalization);
        (_visitOffset, _valueScale) = ((float)options.VisitOffset, (float)options.ValueScale);
        (_least, float largest) = model.ValueBounds;
        _boundsScale = (float)(1.0 / Math.Max((double)largest - _least, Spreads.Least(_least, largest)));
        _smallestSpread = MathF.Max((float)options.SmallestSpread, SmallestSpread);
        int width = VectorMath.Padded(model.Actions);
        (Children, Visits, Priors, Sigma) = (new int[width], new float[width], new float[width], new float[width]);
    }

    /// <summary>True if sigma does not depend on the least and the largest of a node's own Q.</summary>
    public bool NeedsNoRange => _normalization != ValueNormalization.Siblings;

    /// <summary>[A] the nodes behind the edges, in the order of their first visit.</summary>
    public int[] Children { get; }

    /// <summary>[A] N.</summary>
    public float[] Visits { get; }

    /// <summary>[A] P, at least <see cref="SmallestPrior"/>.</summary>
    public float[] Priors { get; }

    /// <summary>[A, padded to whole vectors] sigma(q).</summary>
    public float[] Sigma { get; }

    /// <summary>The number of visited edges.</summary>
    public int Edges { get; private set; }

    /// <summary>The sum of N.</summary>
    public float TotalVisits { get; private set; }

    /// <summary>sigma of an edge without visits.</summary>
    public float MixedSigma { get; private set; }

    /// <summary>The mean of the network's value and the visited edges' mean Q by prior (appendix D, equation 33).</summary>
    public float MixedValue { get; private set; }

    /// <summary>Reads a node that has been visited.</summary>
    public void Read(TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);
        Edges = statistics.Edges;
        (float total, float most, float prior, float value) = (0.0f, 0.0f, 0.0f, 0.0f);
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int first = 0, record = node; first < Edges; first += SearchNode.Width, record = records.Node(record).Next)
        {
            ref SearchNode block = ref records[record];
            for (int lane = 0; lane < Math.Min(Edges - first, SearchNode.Width); lane++)
            {
                int child = block.Child[lane];
                ref NodeStatistics below = ref records.Node(child);
                float q = block.Q[lane], p = MathF.Max(below.Prior, SmallestPrior);
                (Children[first + lane], Visits[first + lane], Priors[first + lane], Sigma[first + lane]) = (child, below.Visits, p, q);
                (total, most) = (total + below.Visits, MathF.Max(most, below.Visits));
                (prior, value) = (prior + p, value + (p * q));
                (low, high) = (MathF.Min(low, q), MathF.Max(high, q));
            }
        }

        SigmaRange range = Range(records, statistics.RawValue, total, most, prior, value, low, high);
        (TotalVisits, MixedValue, MixedSigma) = (total, range.MixedValue, range.MixedSigma);
        for (int edge = 0; edge < Edges; edge++)
        {
            Sigma[edge] = range.Sigma(Sigma[edge]);
        }
    }

    /// <summary>sigma at a node whose edges have these sums, unless it depends on their least and largest Q
    /// (<see cref="NeedsNoRange"/>).</summary>
    /// <param name="records">The tree.</param>
    /// <param name="rawValue">The network's value of the node.</param>
    /// <param name="total">The sum of N.</param>
    /// <param name="most">The largest N.</param>
    /// <param name="prior">The sum of P.</param>
    /// <param name="value">The sum of P Q.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SigmaRange Range(TreeRecords records, float rawValue, float total, float most, float prior, float value)
    {
        float mixed = (rawValue + (total * value / MathF.Max(prior, SmallestPrior))) / (1.0f + total);
        NormalizedQ normalized = _normalization == ValueNormalization.Bounds
            ? new NormalizedQ(_least, _boundsScale, 0.0f)
            : records.Totals.Normalized;
        return new SigmaRange(normalized.Offset, (_visitOffset + most) * _valueScale * normalized.Scale, mixed, total);
    }

    private SigmaRange Range(
        TreeRecords records, float rawValue, float total, float most, float prior, float value, float low, float high)
    {
        SigmaRange range = Range(records, rawValue, total, most, prior, value);
        if (NeedsNoRange)
        {
            return range;
        }

        if (Edges < _actions)
        {
            (low, high) = (MathF.Min(low, range.MixedValue), MathF.Max(high, range.MixedValue));
        }

        float spread = MathF.Max(high - low, MathF.Max(_smallestSpread, Spreads.Least(low, high)));
        return range with { Offset = low, Scale = (_visitOffset + most) * _valueScale / spread };
    }
}

/// <summary>The line that brings the Q of a node to sigma(Q).</summary>
/// <param name="Offset">The Q of which sigma is 0.</param>
/// <param name="Scale">What multiplies the difference.</param>
/// <param name="MixedValue">See <see cref="CompletedQ.MixedValue"/>.</param>
/// <param name="TotalVisits">The sum of N.</param>
internal readonly record struct SigmaRange(float Offset, float Scale, float MixedValue, float TotalVisits)
{
    /// <summary>sigma of an edge without visits.</summary>
    public float MixedSigma => Sigma(MixedValue);

    public float Sigma(float q) => (q - Offset) * Scale;
}
