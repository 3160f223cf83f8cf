using System.Runtime.CompilerServices;
using MuZero.Errors;
using MuZero.Numerics;

namespace MuZero.Search.Tree;

/// <summary>Statistics of T search trees. T = trees, N = nodes, A = actions, C = chance outcomes, W = the larger of A and C, padded to
/// whole vectors.</summary>
/// <remarks>The root is node 0; simulation i creates at most one node, the next free number. An edge carries reward and discount; a
/// two-player game has discount -gamma, so values are always the view of the player to move and no node stores whose turn it is (mctx;
/// docs/ALGORITHM.md 1.1).</remarks>
internal sealed class SearchTree
{
    /// <summary>The prior of an action that may not be chosen; below every legal one.</summary>
    public const float Illegal = -1.0f;

    // In a row of priors: the edge has been visited, and its prior is stored with its node.
    private const float Visited = -2.0f;

    private readonly AlignedArray<SearchNode> _records; // [T, N + room for the edges of nodes with more than 16]
    private readonly AlignedArray<TreeTotals> _totals; // [T]
    private readonly AlignedArray<float> _priors; // [T, N, W]
    private readonly AlignedArray<EdgeVisits> _visits; // as _records, if they are kept
    private readonly int _stride;
    private readonly int _visitStride; // 0 if they are not kept
    private readonly int _rowLines;

    /// <summary>Trees without nodes.</summary>
    /// <param name="trees">T.</param>
    /// <param name="nodes">N.</param>
    /// <param name="actions">A.</param>
    /// <param name="chanceOutcomes">C.</param>
    /// <param name="keepsVisits">True if a rule reads <see cref="EdgeVisits"/>.</param>
    public SearchTree(int trees, int nodes, int actions, int chanceOutcomes = 0, bool keepsVisits = false)
    {
        (Trees, Nodes, Actions, Width) = (trees, nodes, actions, VectorMath.Padded(Math.Max(actions, chanceOutcomes)));

        // Each record of further edges follows 16 edges, each of which led to a node of its own.
        _stride = nodes + (nodes / SearchNode.Width) + 1;
        _rowLines = Width / VectorMath.Width;
        _records = new AlignedArray<SearchNode>((nint)trees * _stride);
        _totals = new AlignedArray<TreeTotals>(trees);
        _priors = new AlignedArray<float>((nint)trees * nodes * Width);
        _visitStride = keepsVisits ? _stride : 0;
        _visits = new AlignedArray<EdgeVisits>(Math.Max(1, (nint)trees * _visitStride));
    }

    /// <summary>Throws unless trees of this size fit into the machine's memory.</summary>
    /// <exception cref="UserException">They do not.</exception>
    /// <param name="trees">T.</param>
    /// <param name="nodes">N.</param>
    /// <param name="edges">The larger of A and C.</param>
    /// <param name="keepsVisits">True if a rule reads <see cref="EdgeVisits"/>.</param>
    public static void RequireRoom(long trees, long nodes, int edges, bool keepsVisits = false)
    {
        int record = Unsafe.SizeOf<SearchNode>() + (keepsVisits ? Unsafe.SizeOf<EdgeVisits>() : 0);
        long bytes = trees * nodes
            * (((SearchNode.Width + 1) * record / SearchNode.Width) + (sizeof(float) * (long)VectorMath.Padded(edges)));
        long room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (trees * nodes > Array.MaxLength || bytes > room)
        {
            throw UserException.Usage(
                $"Searching {trees:N0} games at once with {nodes - 1:N0} simulations takes {bytes >> 20:N0} MiB, and this machine has "
                    + $"{room >> 20:N0}; set a smaller self_play.games or search.simulations.");
        }
    }

    public int Trees { get; }

    public int Nodes { get; }

    public int Actions { get; }

    /// <summary>Nodes, and records of further edges behind them.</summary>
    public int RecordsPerTree => _stride;

    /// <summary>W, the length of a row of priors.</summary>
    public int Width { get; }

    /// <summary>One tree's nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TreeRecords Records(int tree)
        => new(ref _records[(nint)tree * _stride], ref _totals[tree], ref _visits[(nint)tree * _visitStride]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref NodeStatistics Node(int tree, int node) => ref Records(tree).Node(node);

    /// <summary>[W] priors of a node's unvisited edges, at a chance node the outcomes' probabilities; negative for a visited, illegal or
    /// missing edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<float> Unvisited(int tree, int node) => _priors.Span(Row(tree, node), Width);

    /// <summary>Empties a tree down to an unexpanded root.</summary>
    public void Clear(int tree)
    {
        _totals[tree] = new TreeTotals { Nodes = 1, Records = Nodes };
        _totals[tree].Widen(MinMaxStats.Empty, smallestSpread: 0.0f, isRaw: true);
        Node(tree, 0) = new NodeStatistics { Parent = -1, Action = -1 };
    }

    /// <summary>Adds a node without statistics below an edge that has none, and returns its number. The best of the parent's other edges
    /// must be found afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int tree, int parent, int action)
    {
        ref float prior = ref _priors[Row(tree, parent) + action];
        int node = Records(tree).Add(parent, action, prior);
        prior = Visited;
        return node;
    }

    /// <summary>Finds the best of a node's unvisited edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetBest(int tree, int node, int action)
    {
        ref NodeStatistics statistics = ref Node(tree, node);
        statistics.BestAction = action;
        statistics.BestPrior = _priors[Row(tree, node) + action];
    }

    /// <summary>Finds the best of a node's unvisited edges, after its priors have changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FindBest(int tree, int node)
    {
        ref NodeStatistics statistics = ref Node(tree, node);
        (statistics.BestAction, float prior) = VectorMath.FirstMax(Unvisited(tree, node));
        statistics.BestPrior = prior >= 0.0f ? prior : float.NegativeInfinity;
    }

    /// <summary>Spreads a node's edges over its actions.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="node">The node.</param>
    /// <param name="visits">[A] visit counts.</param>
    /// <param name="q">[A] Q, 0 if unvisited.</param>
    /// <param name="prior">[A] priors, <see cref="Illegal"/> if an action may not be chosen.</param>
    public void ReadEdges(int tree, int node, Span<int> visits, Span<float> q, Span<float> prior)
    {
        visits.Clear();
        q.Clear();
        Unvisited(tree, node)[..prior.Length].CopyTo(prior);
        TreeRecords records = Records(tree);
        int edges = records.Node(node).Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            ref SearchNode block = ref records[record];
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                ref NodeStatistics child = ref records.Node(block.Child[lane]);
                visits[child.Action] = child.Visits;
                q[child.Action] = block.Q[lane];
                prior[child.Action] = child.Prior;
            }

            edges -= SearchNode.Width;
        }
    }

    /// <summary>Writes the nodes of the walk of <see cref="MostVisitedPath"/>, the root left out, and returns their number.</summary>
    public int MostVisitedNodes(int tree, int first, Span<int> nodes)
    {
        TreeRecords records = Records(tree);
        int node = 0, count = 0;
        while (count < nodes.Length && records.Node(node).Kind != NodeKind.Chance
            && MostVisited(records, node, count == 0 ? first : -1) is >= 0 and int below)
        {
            nodes[count++] = node = below;
        }

        return count;
    }

    /// <summary>Writes the actions of the walk from the root that takes the most visited edge at every node; of equal ones the lowest
    /// action, as the root's decision does. It ends at a chance node, because what follows depends on the outcome.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="first">The walk's first action, if it has been visited; -1 for the most visited one.</param>
    /// <param name="actions">Receives the actions.</param>
    /// <returns>The number of actions.</returns>
    public int MostVisitedPath(int tree, int first, Span<int> actions)
    {
        int count = MostVisitedNodes(tree, first, actions);
        foreach (ref int entry in actions[..count])
        {
            entry = Node(tree, entry).Action;
        }

        return count;
    }

    /// <summary>Prefetches a node's row of priors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchRow(int tree, int node) => CacheLine.Prefetch(ref _priors[Row(tree, node)], _rowLines);

    private nint Row(int tree, int node) => (((nint)tree * Nodes) + node) * Width;

    // The node behind the most visited edge, or behind that of an action; -1 if there is none.
    private static int MostVisited(TreeRecords records, int node, int action)
    {
        int best = -1;
        int edges = records.Node(node).Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                int child = records[record].Child[lane];
                bool isMeant = action < 0 || records.Node(child).Action == action;
                best = isMeant && (best < 0 || IsBetter(records.Node(child), records.Node(best))) ? child : best;
            }

            edges -= SearchNode.Width;
        }

        return best;
    }

    private static bool IsBetter(in NodeStatistics child, in NodeStatistics best)
        => child.Visits > best.Visits || (child.Visits == best.Visits && child.Action < best.Action);
}
