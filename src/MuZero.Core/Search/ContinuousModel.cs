using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Search;

/// <summary>MuZero's model over samples of continuous actions: K draws from the Gaussian policy at every node, each an edge with prior
/// 1/K.</summary>
/// <remarks>K = edges, D = dimensions. Vectors are scaled to [-1, 1]. In greedy play the first draw of a root is the policy's
/// mean.</remarks>
internal sealed class ContinuousModel : ISampledModel
{
    private readonly INetwork _network;
    private readonly GameSpec _spec;
    private readonly ActionBox _box;
    private readonly float _discount;
    private readonly int _outputs; // 2 D
    private readonly SampleStreams _streams = new();
    private readonly float[] _point; // [D]
    private InferenceBatch _batch;
    private float[] _vectors = []; // [nodes, K, D]
    private float[] _logits = []; // [T, K] zeros

    /// <summary>A model that steps through <paramref name="network"/>.</summary>
    /// <param name="network">Evaluates and steps.</param>
    /// <param name="spec">A game with continuous actions.</param>
    /// <param name="samples">K.</param>
    public ContinuousModel(INetwork network, GameSpec spec, int samples)
    {
        (_network, _spec, Actions) = (network, spec, samples);
        _box = spec.ActionBox ?? throw new ArgumentException($"{spec.Id} has no ActionBox to sample from.", nameof(spec));
        _discount = spec.Turns == TurnModel.Alternating ? -spec.Discount : spec.Discount;
        _outputs = network.Shape.PolicyOutputs;
        _point = new float[_box.Dimensions];
        _batch = new InferenceBatch(1, network.Shape);
    }

    public int Actions { get; }

    public (float Min, float Max) ValueBounds => (_spec.MinReturn, _spec.MaxReturn);

    private int Width => Actions * _box.Dimensions;

    public void Reserve(int leaves, int nodes)
    {
        _batch = new InferenceBatch(leaves, _network.Shape);
        _network.Reserve(nodes);
        _streams.Reserve(leaves);
        (_vectors, _logits) = (new float[(long)nodes * Width], new float[leaves * Actions]);
    }

    public void Begin(ReadOnlySpan<RandomStream> random) => _streams.Begin(random);

    public void Prepare(Decisions decisions) => decisions.HoldSamples(Actions, _box.Dimensions);

    public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        _batch.Count = states.Length;
        for (int tree = 0; tree < states.Length; tree++)
        {
            states[tree].Observe(states[tree].ToPlay, Observed(tree));
            _batch.Slots[tree] = leaves.First[tree];
            leaves.Row[tree] = tree;
        }

        _network.Initial(_batch);
        for (int tree = 0; tree < states.Length; tree++)
        {
            if (_streams.IsGreedy)
            {
                _streams.Seed(tree, ObservationHash.Of(Observed(tree)));
            }

            leaves.Value[tree] = _batch.Values[tree];
            Sample(row: tree, tree, leaves.First[tree], leaves);
            if (_streams.IsGreedy)
            {
                Clip(Output(tree)[.._box.Dimensions], _vectors.AsSpan(leaves.First[tree] * Width));
            }
        }

        leaves.AllLegal = true;
        return _logits;
    }

    public ReadOnlySpan<float> Observation(int tree) => Observed(tree);

    public ReadOnlySpan<float> Expand(SearchLeaves leaves)
    {
        int rows = 0, dimensions = _box.Dimensions;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                int parent = leaves.First[tree] + leaves.Parent[tree];
                (_batch.ParentSlots[rows], _batch.Slots[rows]) = (parent, leaves.First[tree] + leaves.Node[tree]);
                _vectors.AsSpan((parent * Width) + (leaves.Action[tree] * dimensions), dimensions)
                    .CopyTo(_batch.ActionVectors.AsSpan(rows++ * dimensions));
            }
        }

        if (rows > 0)
        {
            _batch.Count = rows;
            _network.Recurrent(_batch);
            TakeAnswers(leaves);
        }

        leaves.AllLegal = true;
        return _logits;
    }

    public void Conclude(int root, Decisions edges, int i, Decisions decisions)
    {
        edges.Policy(i).CopyTo(decisions.Policy(i));
        edges.Visits(i).CopyTo(decisions.Visits(i));
        edges.Q(i).CopyTo(decisions.Q(i));
        edges.Prior(i).CopyTo(decisions.Prior(i));
        decisions.Action(i) = edges.Action(i);
        for (int edge = 0, dimensions = _box.Dimensions; edge < Actions; edge++)
        {
            _box.FromUnit(Vector(root, edge), decisions.Vectors(i).Slice(edge * dimensions, dimensions));
        }
    }

    public int Action(int node, int edge)
    {
        _box.FromUnit(Vector(node, edge), _point);
        return _box.Nearest(_point);
    }

    /// <summary>Actions of decisions are samples, and so edges.</summary>
    public int Edge(int root, int action) => action;

    private ReadOnlySpan<float> Vector(int node, int edge)
        => _vectors.AsSpan((node * Width) + (edge * _box.Dimensions), _box.Dimensions);

    private Span<float> Observed(int tree)
        => _batch.Observations.AsSpan(tree * _spec.Observation.Length, _spec.Observation.Length);

    private ReadOnlySpan<float> Output(int row) => _batch.PolicyLogits.AsSpan(row * _outputs, _outputs);

    private void TakeAnswers(SearchLeaves leaves)
    {
        for (int tree = 0, row = 0; tree < leaves.Count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                (leaves.Value[tree], leaves.Reward[tree]) = (_batch.Values[row], _batch.Rewards[row]);
                (leaves.Discount[tree], leaves.Kind[tree], leaves.Row[tree]) = (_discount, NodeKind.Decision, tree);
                Sample(row++, tree, leaves.First[tree] + leaves.Node[tree], leaves);
            }
        }
    }

    // K draws from the policy of a row of the batch. A policy that is not finite makes the value not finite, which the backup refuses.
    private void Sample(int row, int tree, int node, SearchLeaves leaves)
    {
        ReadOnlySpan<float> output = Output(row);
        RandomStream random = _streams[tree];
        Span<float> vectors = _vectors.AsSpan(node * Width, Width);
        for (int d = 0, dimensions = _box.Dimensions; d < dimensions; d++)
        {
            float mean = output[d], deviation = MathF.Exp(GaussianPolicy.LogDeviation(output[dimensions + d]));
            leaves.Value[tree] += 0.0f * (mean + deviation);
            for (int place = d; place < Width; place += dimensions)
            {
                vectors[place] = Math.Clamp(mean + (deviation * (float)random.NextNormal()), -1.0f, 1.0f);
            }
        }
    }

    private static void Clip(ReadOnlySpan<float> mean, Span<float> vector)
    {
        for (int d = 0; d < mean.Length; d++)
        {
            vector[d] = Math.Clamp(mean[d], -1.0f, 1.0f);
        }
    }
}
