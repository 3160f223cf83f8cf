using MuZero.Games;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>The trees of a <see cref="PositionSearch"/>, with the simulations that have begun in each. T = trees, N = nodes.</summary>
/// <remarks>Walks and backups happen under the lock of the search; only evaluations run at the same time. Every evaluated node keeps its
/// state, which nothing changes until the tree is searched again.</remarks>
internal sealed class PositionTrees
{
    private readonly ISearchModel _model;
    private readonly SearchOptions _search;
    private readonly PositionOptions _options;
    private readonly int _maxDepth;
    private readonly int[] _started;  // [T] simulations of this plan
    private readonly int[] _finished; // [T]
    private readonly bool[] _hasEnded; // [T]
    private PuctRoot _root;
    private Puct _interior;
    private int _roomForVisits;

    /// <summary>Trees for some positions.</summary>
    /// <param name="model">The model, for its number of actions and its values.</param>
    /// <param name="trees">Room for the nodes.</param>
    /// <param name="states">[T, N] room for the nodes' states.</param>
    /// <param name="search">The rules of pUCT.</param>
    /// <param name="options">The rest.</param>
    public PositionTrees(ISearchModel model, SearchTree trees, IGameState?[] states, SearchOptions search, PositionOptions options)
    {
        (_model, Trees, _search, _options) = (model, trees, search, options);
        _maxDepth = Math.Min(search.MaxDepth > 0 ? search.MaxDepth : int.MaxValue, trees.Nodes);
        (_started, _finished, _hasEnded) = (new int[trees.Trees], new int[trees.Trees], new bool[trees.Trees]);
        Proofs = search.ProvenValues && model.HasExactEnds
            ? new TreeProofs(trees, model.ValueBounds.Min, model.ValueBounds.Max)
            : null;
        float? loss = search.Normalization == ValueNormalization.Bounds ? model.ValueBounds.Min : null;
        Paths = new FlightPaths(
            trees, (float)options.VirtualLoss, loss, (float)search.SmallestSpread, options.LowerConfidenceBound > 0.0);
        Transpositions = options.Transpositions ? new Transpositions(trees, states) : null;
        MakeRoom(search.Simulations + 1);
    }

    public SearchTree Trees { get; }

    /// <summary>The simulations in flight.</summary>
    public FlightPaths Paths { get; }

    /// <summary>The proofs of values, or null.</summary>
    public TreeProofs? Proofs { get; }

    /// <summary>The positions by their hash, or null.</summary>
    public Transpositions? Transpositions { get; }

    /// <summary>Nodes that walks have passed so far.</summary>
    public long Selections { get; private set; }

    /// <summary>Simulations so far, of all plans.</summary>
    public long Simulations { get; private set; }

    /// <summary>The rule at the root.</summary>
    public ref PuctRoot Root => ref _root;

    /// <summary>Simulations of this plan whose values have reached a tree's root.</summary>
    public int Finished(int tree) => _finished[tree];

    /// <summary>True if no further simulation may begin in a tree.</summary>
    public bool IsClosed(int tree) => _hasEnded[tree] || _started[tree] >= _search.Simulations;

    /// <summary>Lets no further simulation begin in a tree.</summary>
    public void End(int tree) => _hasEnded[tree] = true;

    /// <summary>Prepares a tree, whose root is evaluated, for a plan.</summary>
    public void Begin(int tree)
    {
        (_started[tree], _finished[tree], _hasEnded[tree]) = (0, 0, false);
        MakeRoom(Trees.Node(tree, 0).Visits + _search.Simulations);
        Transpositions?.Begin(tree);
    }

    /// <summary>Begins a simulation.</summary>
    /// <param name="tree">An open tree.</param>
    /// <param name="leaves">Receives the leaf, if it must be evaluated; a walk that ends at a known value is backed up at once.</param>
    /// <param name="treeOf">Receives the tree of the leaf.</param>
    /// <returns>False if none can begin now: the walk led to a leaf that is under evaluation, or the tree has no room.</returns>
    public bool TryBegin(int tree, SearchLeaves leaves, int[] treeOf)
    {
        (int node, int action) = Walk(tree);
        if (node < 0)
        {
            return false;
        }

        if (action < 0)
        {
            _started[tree]++;
            Paths.Depart(tree, node);
            Finish(tree, node);
            return true;
        }

        if (Trees.Records(tree).Totals.Nodes == Trees.Nodes)
        {
            End(tree);
            return false;
        }

        _started[tree]++;
        int added = Trees.Add(tree, node, action);
        Trees.FindBest(tree, node);
        Paths.Depart(tree, added);
        int leaf = leaves.Count++;
        treeOf[leaf] = tree;
        (leaves.First[leaf], leaves.Parent[leaf], leaves.Action[leaf]) = (tree * Trees.Nodes, node, action);
        (leaves.Node[leaf], leaves.IsNew[leaf]) = (added, true);
        return true;
    }

    /// <summary>Ends the simulation of a leaf that was evaluated and expanded.</summary>
    public void Finish(int tree, int leaf)
    {
        bool isNew = Paths.Finished(tree, leaf) == 0;
        if (isNew)
        {
            Transpositions?.Take(tree, leaf);
        }

        Paths.Return(tree, leaf);
        if (isNew && Proofs is not null && Trees.Node(tree, leaf).Kind == NodeKind.Terminated)
        {
            Proofs.Climb(tree, leaf);
        }

        _finished[tree]++;
        Simulations++;
    }

    /// <summary>Ends a tree's search if the option asks for it and the most visited move is certain.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="left">Simulations that a limit still allows.</param>
    public void EndIfDecided(int tree, int left)
    {
        if (_options.EarlyStop && _finished[tree] > 0)
        {
            _hasEnded[tree] |= EarlyStop.IsDecided(Trees.Records(tree), Math.Min(_search.Simulations - _started[tree], left));
        }
    }

    // From the root to an edge without a visit, or to a node that the walk must end at: then the action is -1. The node is -1 if the walk
    // leads to a leaf that is under evaluation.
    private (int Node, int Action) Walk(int tree)
    {
        TreeRecords records = Trees.Records(tree);
        int node = 0;
        for (int depth = 0; depth < _maxDepth; depth++)
        {
            Selections++;
            if (records.Node(node).IsOver)
            {
                break;
            }

            int next = depth == 0 ? _root.Select(tree, records, node) : _interior.Select(tree, records, node);
            if (next < 0)
            {
                return (node, ~next);
            }

            if (Paths.Finished(tree, next) == 0)
            {
                return (-1, -1);
            }

            node = next;
        }

        return (node, -1);
    }

    // pUCT's exploration is a table by visits, and the visits of a kept root add up.
    private void MakeRoom(int visits)
    {
        if (visits > _roomForVisits)
        {
            _roomForVisits = visits;
            SearchOptions options = _search with { Simulations = visits };
            (_root, _interior) = (new PuctRoot(_model, options), new Puct(_model, options));
        }
    }
}
