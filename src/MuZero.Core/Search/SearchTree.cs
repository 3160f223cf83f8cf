using System.Runtime.CompilerServices;
using MuZero.Networks;

namespace MuZero.Search;

/// <summary>Statistics of T search trees. T = trees, N = nodes, A = actions, W = A padded to whole vectors.</summary>
/// <remarks>The root is node 0; simulation i creates at most one node, the next free number. An edge carries reward and discount; a two-player game
/// has discount -gamma, so values are always the view of the player to move and no node stores whose turn it is (mctx; ALGORITHMS 1.4).</remarks>
internal sealed class SearchTree
{
    /// <summary>The prior of an action that may not be chosen; below every legal one.</summary>
    public const float Illegal = -1.0f;

    // In a row of priors: the edge has been visited, and its prior lies with its node.
    private const float Visited = -2.0f;

    private readonly AlignedArray<SearchNode> _records; // [T, N + room for the edges of nodes with more than 16]
    private readonly AlignedArray<float> _priors; // [T, N, W]
    private readonly int[] _nodeCount;
    private readonly int[] _recordCount;
    private readonly MinMaxStats[] _minMax;
    private readonly int _stride;
    private readonly int _rowLines;

    public SearchTree(int trees, int nodes, int actions)
    {
        (Trees, Nodes, Actions, Width) = (trees, nodes, actions, VectorMath.Padded(actions));

        // Each record of further edges follows 16 edges, each of which led to a node of its own.
        _stride = nodes + (nodes / SearchNode.Width) + 1;
        _rowLines = Width / VectorMath.Width;
        _records = new AlignedArray<SearchNode>((nint)trees * _stride);
        _priors = new AlignedArray<float>((nint)trees * nodes * Width);
        _nodeCount = new int[trees];
        _recordCount = new int[trees];
        _minMax = new MinMaxStats[trees];
    }

    public int Trees { get; }

    public int Nodes { get; }

    public int Actions { get; }

    /// <summary>W, the length of a row of priors.</summary>
    public int Width { get; }

    /// <summary>A node, or a record of its further edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SearchNode Record(int tree, int record) => ref _records[((nint)tree * _stride) + record];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref NodeStatistics Node(int tree, int node) => ref Record(tree, node).Statistics;

    /// <summary>[W] priors of a node's unvisited edges; negative where an edge is visited, illegal or none.</summary>
    public Span<float> Unvisited(int tree, int node) => _priors.Span(Row(tree, node), Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref MinMaxStats MinMax(int tree) => ref _minMax[tree];

    /// <summary>Nodes in use in a tree.</summary>
    public int NodeCount(int tree) => _nodeCount[tree];

    /// <summary>Empties a tree down to an unexpanded root.</summary>
    public void Clear(int tree)
    {
        _nodeCount[tree] = 1;
        _recordCount[tree] = Nodes;
        _minMax[tree] = MinMaxStats.Empty;
        Node(tree, 0) = new NodeStatistics { Parent = -1, Action = -1 };
    }

    /// <summary>Adds a node without statistics below an edge that has none, and returns its number.</summary>
    public int Add(int tree, int parent, int action)
    {
        int node = _nodeCount[tree]++;
        ref NodeStatistics above = ref Node(tree, parent);
        ref float prior = ref _priors[Row(tree, parent) + action];
        int edge = AddEdge(tree, ref above);
        Record(tree, edge / SearchNode.Width).Child[edge % SearchNode.Width] = node;
        Node(tree, node) = new NodeStatistics { Parent = parent, Edge = edge, Action = action, Prior = prior, Last = node };
        above.VisitedPrior += prior;
        prior = Visited;
        FindBest(tree, parent);
        return node;
    }

    /// <summary>Finds the best of a node's unvisited edges, after its priors have changed.</summary>
    public void FindBest(int tree, int node)
    {
        ref NodeStatistics statistics = ref Node(tree, node);
        (statistics.BestAction, float prior) = VectorMath.FirstMax(Unvisited(tree, node));
        statistics.BestPrior = prior >= 0.0f ? prior : float.NegativeInfinity;
    }

    /// <summary>Writes what was learnt about an edge that leads to a node: its Q, and the node's visits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetEdge(int tree, in NodeStatistics below, float q)
    {
        ref SearchNode record = ref Record(tree, (int)((uint)below.Edge / SearchNode.Width));
        int lane = (int)((uint)below.Edge % SearchNode.Width);
        record.Q[lane] = q;
        record.Weight[lane] = below.Prior / (1 + below.Visits);
    }

    /// <summary>Asks for a node's memory ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int tree, int node) => _records.Prefetch(((nint)tree * _stride) + node, lines: 4);

    /// <summary>Asks for a node's row of priors ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchRow(int tree, int node) => _priors.Prefetch(Row(tree, node), _rowLines);

    private int AddEdge(int tree, ref NodeStatistics node)
    {
        int lane = node.Edges++ % SearchNode.Width;
        if (lane == 0 && node.Edges > 1)
        {
            int record = _recordCount[tree]++;
            Node(tree, record).Next = 0;
            Node(tree, node.Last).Next = record;
            node.Last = record;
        }

        return (node.Last * SearchNode.Width) + lane;
    }

    private nint Row(int tree, int node) => (((nint)tree * Nodes) + node) * Width;
}
