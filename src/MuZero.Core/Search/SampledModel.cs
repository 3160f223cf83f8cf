using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>A model over a sample of discrete actions: K draws with replacement from the policy at every node, whose different actions are
/// the node's edges, each with its share of the draws as prior.</summary>
/// <remarks>A = the game's actions, K = edges. Unused edges of a node are illegal. Draws of a root are among legal actions.</remarks>
internal sealed class SampledModel : ISampledModel
{
    private const int Unused = -1;

    private readonly ISearchModel _model;
    private readonly int _draws;
    private readonly SampleStreams _streams = new();
    private readonly float[] _policy; // [A padded]
    private readonly double[] _places; // [draws] sorted
    private SearchLeaves _leaves;
    private int[] _actions = []; // [nodes, K]
    private float[] _logits = []; // [T, K]
    private bool[] _rootLegal = []; // [T, A]

    /// <summary>A model that samples the actions of another.</summary>
    /// <param name="model">Plans with it; it has no chance outcomes.</param>
    /// <param name="samples">Draws of each node.</param>
    public SampledModel(ISearchModel model, int samples)
    {
        (_model, _draws, Actions) = (model, samples, Math.Min(samples, model.Actions));
        _policy = new float[VectorMath.Padded(model.Actions)];
        _places = new double[samples];
        _leaves = new SearchLeaves(1, model.Actions);
    }

    /// <summary>K, or A if it is smaller.</summary>
    public int Actions { get; }

    public (float Min, float Max) ValueBounds => _model.ValueBounds;

    public void Reserve(int leaves, int nodes)
    {
        _model.Reserve(leaves, nodes);
        _streams.Reserve(leaves);
        _leaves = new SearchLeaves(leaves, _model.Actions);
        (_actions, _logits) = (new int[(long)nodes * Actions], new float[leaves * Actions]);
        _rootLegal = new bool[(long)leaves * _model.Actions];
    }

    public void Begin(ReadOnlySpan<RandomStream> random) => _streams.Begin(random);

    public void Prepare(Decisions decisions)
    {
    }

    public ReadOnlySpan<float> Root(ReadOnlySpan<IGameState> states, SearchLeaves leaves)
    {
        _leaves.Count = states.Length;
        leaves.First.CopyTo(_leaves.First, 0);
        ReadOnlySpan<float> logits = _model.Root(states, _leaves);
        for (int tree = 0; tree < states.Length; tree++)
        {
            if (_streams.IsGreedy)
            {
                _streams.Seed(tree, ObservationHash.Of(_model.Observation(tree)));
            }

            leaves.Value[tree] = _leaves.Value[tree];
            leaves.Row[tree] = tree;
            Legal(tree).CopyTo(_rootLegal.AsSpan(tree * _model.Actions));
            Sample(logits, tree, node: leaves.First[tree], leaves);
        }

        leaves.AllLegal = false;
        return _logits;
    }

    public ReadOnlySpan<float> Observation(int tree) => _model.Observation(tree);

    public ReadOnlySpan<float> Expand(SearchLeaves leaves)
    {
        _leaves.Count = leaves.Count;
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            int parent = leaves.Parent[tree];
            (_leaves.IsNew[tree], _leaves.Parent[tree], _leaves.Node[tree]) = (leaves.IsNew[tree], parent, leaves.Node[tree]);
            _leaves.Action[tree] = leaves.IsNew[tree] ? Action(leaves.First[tree] + parent, leaves.Action[tree]) : 0;
        }

        ReadOnlySpan<float> logits = _model.Expand(_leaves);
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            if (!leaves.IsNew[tree])
            {
                continue;
            }

            (leaves.Value[tree], leaves.Reward[tree]) = (_leaves.Value[tree], _leaves.Reward[tree]);
            (leaves.Discount[tree], leaves.Kind[tree]) = (_leaves.Discount[tree], _leaves.Kind[tree]);
            if (leaves.Kind[tree] == NodeKind.Decision)
            {
                Sample(logits, tree, leaves.First[tree] + leaves.Node[tree], leaves);
            }
        }

        leaves.AllLegal = false;
        return _logits;
    }

    public void Conclude(int root, Decisions edges, int i, Decisions decisions)
    {
        Span<float> policy = decisions.Policy(i), q = decisions.Q(i), prior = decisions.Prior(i);
        Span<int> visits = decisions.Visits(i);
        policy.Clear();
        q.Clear();
        visits.Clear();
        ReadOnlySpan<bool> legal = _rootLegal.AsSpan(i * _model.Actions, _model.Actions);
        for (int action = 0; action < prior.Length; action++)
        {
            prior[action] = legal[action] ? 0.0f : SearchTree.Illegal;
        }

        for (int edge = 0; edge < Actions && Action(root, edge) is not Unused and int action; edge++)
        {
            (policy[action], q[action]) = (edges.Policy(i)[edge], edges.Q(i)[edge]);
            (visits[action], prior[action]) = (edges.Visits(i)[edge], edges.Prior(i)[edge]);
        }

        decisions.Action(i) = Action(root, edges.Action(i));
    }

    public int Action(int node, int edge) => _actions[(node * Actions) + edge];

    public int Edge(int root, int action) => Array.IndexOf(_actions, action, root * Actions, Actions) is >= 0 and int place
        ? place - (root * Actions)
        : -1;

    private ReadOnlySpan<bool> Legal(int tree) => _leaves.Legal.AsSpan(tree * _model.Actions, _model.Actions);

    // The edges of a node: its sample, and the logarithms of the priors in the tree's row.
    private void Sample(ReadOnlySpan<float> logits, int tree, int node, SearchLeaves leaves)
    {
        int width = _model.Actions, edges = 0;
        Span<float> row = _logits.AsSpan(tree * Actions, Actions);
        Span<int> actions = _actions.AsSpan(node * Actions, Actions);
        Span<bool> legal = leaves.Legal.AsSpan(tree * Actions, Actions);
        row.Clear();
        legal.Clear();
        actions.Fill(Unused);
        leaves.Row[tree] = tree;
        ReadOnlySpan<bool> mask = _leaves.AllLegal ? [] : Legal(tree);
        int best = Softmax.Masked(logits[(_leaves.Row[tree] * width)..], width, mask, _policy);
        if (best == Softmax.NotFinite)
        {
            // The backup refuses a value that is not finite, with its remedy.
            (leaves.Value[tree], legal[0], actions[0]) = (float.NaN, true, 0);
            return;
        }

        Draw(_streams[tree]);
        double sum = 0.0;
        for (int action = 0, draw = 0; draw < _draws; action++)
        {
            bool isLast = action == width - 1;
            sum += Math.Max(0.0f, _policy[action]);
            int first = draw;
            while (draw < _draws && (_places[draw] < sum || isLast))
            {
                draw++;
            }

            if (draw > first)
            {
                // What rounding leaves over goes to the likeliest action.
                actions[edges] = _policy[action] > 0.0f ? action : best;
                legal[edges] = true;
                row[edges++] = MathF.Log((draw - first) / (float)_draws);
            }
        }
    }

    // Uniform numbers in ascending order: sums of exponential draws over the sum of one draw more.
    private void Draw(RandomStream random)
    {
        double sum = 0.0;
        for (int draw = 0; draw < _draws; draw++)
        {
            _places[draw] = sum -= Math.Log(1.0 - random.NextDouble());
        }

        sum -= Math.Log(1.0 - random.NextDouble());
        for (int draw = 0; draw < _draws; draw++)
        {
            _places[draw] /= sum;
        }
    }
}
