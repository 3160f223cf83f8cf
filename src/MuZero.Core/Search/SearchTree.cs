namespace MuZero.Search;

/// <summary>Statistics of T search trees, one flat array per field. T = trees, N = nodes, A = actions.</summary>
/// <remarks>The root is node 0; simulation i creates at most one node, the next free number. An edge carries reward and discount; a two-player game
/// has discount -gamma, so values are always the view of the player to move and no node stores whose turn it is (mctx; ALGORITHMS 1.4).</remarks>
internal sealed class SearchTree(int trees, int nodes, int actions)
{
    /// <summary>The prior of an action that may not be chosen; below every legal one.</summary>
    public const float Illegal = -1.0f;

    private readonly int[] _visits = new int[trees * nodes * actions];
    private readonly float[] _prior = new float[trees * nodes * actions];
    private readonly float[] _q = new float[trees * nodes * actions];
    private readonly int[] _child = new int[trees * nodes * actions];
    private readonly NodeStatistics[] _node = new NodeStatistics[trees * nodes];
    private readonly int[] _nodeCount = new int[trees];
    private readonly MinMaxStats[] _minMax = new MinMaxStats[trees];

    public int Trees { get; } = trees;

    public int Nodes { get; } = nodes;

    public int Actions { get; } = actions;

    /// <summary>[A] visit counts of a node's edges.</summary>
    public Span<int> Visits(int tree, int node) => _visits.AsSpan(Edge(tree, node), Actions);

    /// <summary>[A] priors of a node's edges, <see cref="Illegal"/> where an action may not be chosen.</summary>
    public Span<float> Prior(int tree, int node) => _prior.AsSpan(Edge(tree, node), Actions);

    /// <summary>[A] Q = reward + discount * V(child), seen by the player to move at the node; 0 where unvisited.</summary>
    public Span<float> Q(int tree, int node) => _q.AsSpan(Edge(tree, node), Actions);

    /// <summary>[A] the child's node, 0 where there is none.</summary>
    public Span<int> Child(int tree, int node) => _child.AsSpan(Edge(tree, node), Actions);

    public ref NodeStatistics Node(int tree, int node) => ref _node[(tree * Nodes) + node];

    public ref MinMaxStats MinMax(int tree) => ref _minMax[tree];

    /// <summary>Nodes in use in a tree.</summary>
    public int NodeCount(int tree) => _nodeCount[tree];

    /// <summary>Empties a tree down to an unexpanded root.</summary>
    public void Clear(int tree)
    {
        _nodeCount[tree] = 0;
        _minMax[tree] = MinMaxStats.Empty;
        Add(tree, parent: -1, action: -1);
    }

    /// <summary>Adds a node without statistics below an edge and returns its number.</summary>
    public int Add(int tree, int parent, int action)
    {
        int node = _nodeCount[tree]++;
        Node(tree, node) = new NodeStatistics { Parent = parent, Action = action };
        Visits(tree, node).Clear();
        Q(tree, node).Clear();
        Child(tree, node).Clear();
        if (parent >= 0)
        {
            Child(tree, parent)[action] = node;
        }

        return node;
    }

    private int Edge(int tree, int node) => ((tree * Nodes) + node) * Actions;
}

/// <summary>A node's own numbers; reward and discount belong to the edge that leads to it.</summary>
internal struct NodeStatistics
{
    /// <summary>The node above, -1 at the root.</summary>
    public int Parent;

    /// <summary>The action that leads here from <see cref="Parent"/>.</summary>
    public int Action;

    /// <summary>N(s): how often the node was evaluated or passed, its own evaluation included (mctx's convention).</summary>
    public int Visits;

    /// <summary>V(s): mean of the returns backed up through the node, its own evaluation included.</summary>
    public float Value;

    /// <summary>The network's value of the node.</summary>
    public float RawValue;

    /// <summary>The edge's reward, seen by the player to move at the parent.</summary>
    public float Reward;

    /// <summary>The edge's discount: gamma, -gamma, or 0.</summary>
    public float Discount;

    /// <summary>True where nothing follows.</summary>
    public bool IsTerminal;
}

/// <summary>The least and the largest Q seen in one tree (MuZero, appendix B).</summary>
internal struct MinMaxStats
{
    public float Min;
    public float Max;

    public static MinMaxStats Empty => new() { Min = float.PositiveInfinity, Max = float.NegativeInfinity };

    public void Update(float q)
    {
        Min = MathF.Min(Min, q);
        Max = MathF.Max(Max, q);
    }
}
