using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>Monte-Carlo tree search over a batch of trees, one leaf per tree per simulation, so that the network always sees the whole batch
/// and no virtual loss is needed (docs/ALGORITHM.md 1.7).</summary>
/// <remarks>Each tree's result depends on its state, the model's answers and its own random stream, never on the other trees. Allocated once; used by one thread at a time.</remarks>
public sealed class BatchedSearch
{
    // The distance at which a leaf's memory is prefetched.
    private const int TreesAhead = 2;

    private readonly ISearchModel _model;
    private readonly SearchOptions _options;
    private readonly SearchTree _tree;
    private readonly SearchLeaves _leaves;
    private readonly float[] _noise;
    private readonly RootRows _roots;
    private readonly TreeWalk _walk;
    private readonly float[] _exploration;

    /// <summary>A search of at most <paramref name="trees"/> positions at once.</summary>
    /// <param name="model">What to plan with.</param>
    /// <param name="options">Constants; <see cref="SearchOptions.Simulations"/> must be set (see <see cref="SearchOptions.For"/>).</param>
    /// <param name="trees">T, positions at most.</param>
    public BatchedSearch(ISearchModel model, SearchOptions options, int trees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trees);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Simulations);
        _model = model;
        _options = options;
        _tree = new SearchTree(trees, options.Simulations + 1, model.Actions);
        _leaves = new SearchLeaves(trees, model.Actions);
        _walk = new TreeWalk(_tree, _leaves, options.MaxDepth > 0 ? options.MaxDepth : int.MaxValue);
        _noise = new float[model.Actions];
        _roots = new RootRows(trees, model.Actions);
        _exploration = Puct.Explorations(options.C1, options.C2, options.Simulations + 1);
        model.Reserve(trees, _tree.Nodes);
    }

    /// <summary>T, positions at most.</summary>
    public int Capacity => _tree.Trees;

    /// <summary>Simulations per position.</summary>
    public int Simulations => _options.Simulations;

    /// <summary>Nodes at which walks have stood so far, over all searches: Selections over simulations is the trees' mean depth.</summary>
    public long Selections => _walk.Selections;

    /// <summary>Searches every position; the results stay readable until the next call.</summary>
    /// <param name="states">At most <see cref="Capacity"/> positions in which a player is to move.</param>
    /// <param name="noise">One stream per position for the Dirichlet noise on root priors, or none for a search without noise.</param>
    public void Run(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> noise)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states.Length, Capacity);
        bool noisy = !noise.IsEmpty && _options.RootNoise > 0.0;
        (float min, float max) = _model.ValueBounds;
        SelectionConstants constants = new(
            _exploration, _options.Normalization, (float)_options.FirstPlayReduction, noisy, min, max);
        _leaves.Count = states.Length;
        ExpandRoots(states, noisy ? noise : []);
        for (int simulation = 0; simulation < _options.Simulations; simulation++)
        {
            _walk.Select<Puct>(constants);
            _model.Step(_leaves);
            Backup();
        }

        for (int tree = 0; tree < states.Length; tree++)
        {
            _roots.Read(_tree, tree);
        }
    }

    /// <summary>[A] the root's visit counts.</summary>
    public ReadOnlySpan<int> Visits(int tree) => _roots.Visits(tree);

    /// <summary>[A] the root's Q, seen by the player to move; 0 if unvisited.</summary>
    public ReadOnlySpan<float> Q(int tree) => _roots.Q(tree);

    /// <summary>[A] the root's priors, noise included; below 0 if an action is not legal.</summary>
    public ReadOnlySpan<float> Prior(int tree) => _roots.Prior(tree);

    /// <summary>The root's value after the search, seen by the player to move.</summary>
    public float Value(int tree) => _tree.Node(tree, 0).Value;

    /// <summary>The network's value of the root, before any simulation.</summary>
    public float RawValue(int tree) => _tree.Node(tree, 0).RawValue;

    /// <summary>The whole trees, for tests of published ones.</summary>
    internal SearchTree Tree => _tree;

    private void ExpandRoots(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> noise)
    {
        _model.Root(states, _leaves);
        for (int tree = 0; tree < states.Length; tree++)
        {
            _tree.Clear(tree);
            _leaves.Node[tree] = 0;
            SetPriors(tree, 0);
            ref NodeStatistics root = ref _tree.Node(tree, 0);
            root.Value = root.RawValue = _leaves.Value[tree];
            root.Visits = 1;
            if (!noise.IsEmpty)
            {
                RootNoise.Mix(_tree.Unvisited(tree, 0)[.._tree.Actions], _options.DirichletAlpha, _options.RootNoise, noise[tree], _noise);
                _tree.FindBest(tree, 0);
            }
        }
    }

    // Expands the new nodes and carries each leaf's value to its root: G <- r + d G (docs/ALGORITHM.md 1.1).
    private void Backup()
    {
        ReadOnlySpan<int> ended = _walk.Ended;
        for (int i = 0; i < ended.Length; i++)
        {
            int ahead = ended[Math.Min(i + TreesAhead, ended.Length - 1)];
            _tree.PrefetchRow(ahead, _leaves.Node[ahead]);
            int tree = ended[i];
            int node = _leaves.Node[tree];
            if (_leaves.IsNew[tree])
            {
                Expand(tree, node);
            }

            Climb(tree, node);
        }
    }

    private void Climb(int tree, int node)
    {
        TreeRecords records = _tree.Records(tree);
        float value = records.Node(node).RawValue;
        MinMaxStats minMax = records.Totals.MinMax;
        while (true)
        {
            ref NodeStatistics statistics = ref records.Node(node);
            statistics.Value = ((statistics.Value * statistics.Visits) + value) / (statistics.Visits + 1);
            statistics.Visits++;
            if (statistics.Parent < 0)
            {
                break;
            }

            value = statistics.Reward + (statistics.Discount * value);
            float q = statistics.Reward + (statistics.Discount * statistics.Value);
            records.SetEdge(statistics, q);
            minMax.Update(q);
            node = statistics.Parent;
        }

        records.Totals.MinMax = minMax;
    }

    private void Expand(int tree, int node)
    {
        ref NodeStatistics statistics = ref _tree.Node(tree, node);
        statistics.RawValue = _leaves.Value[tree];
        statistics.Reward = _leaves.Reward[tree];
        statistics.Discount = _leaves.Discount[tree];
        statistics.IsTerminal = _leaves.IsTerminal[tree];
        if (!statistics.IsTerminal)
        {
            SetPriors(tree, node);
        }
    }

    private void SetPriors(int tree, int node)
    {
        int actions = _tree.Actions;
        ReadOnlySpan<bool> legal = _leaves.AllLegal ? [] : _leaves.Legal.AsSpan(tree * actions, actions);
        int best = Softmax.Masked(_leaves.Logits.AsSpan(_leaves.Row[tree] * actions), actions, legal, _tree.Unvisited(tree, node));
        if (best == Softmax.NotFinite || !float.IsFinite(_leaves.Value[tree] + _leaves.Reward[tree]))
        {
            throw new CorruptDataException(
                "The network answered with a number that is not finite, so no move can be planned. Its weights are damaged or its training diverged: use an earlier checkpoint, or lower training.learning_rate.");
        }

        _tree.SetBest(tree, node, best);
    }
}
