using System.Runtime.CompilerServices;
using MuZero.Numerics;

namespace MuZero.Search.Tree;

/// <summary>One tree of many: its address is computed once for all its nodes.</summary>
internal readonly ref struct TreeRecords
{
    private readonly ref SearchNode _first;
    private readonly ref TreeTotals _totals;
    private readonly ref EdgeVisits _visits;

    /// <summary>Records that follow one another in pinned memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TreeRecords(ref SearchNode first, ref TreeTotals totals, ref EdgeVisits visits)
    {
        _first = ref first;
        _totals = ref totals;
        _visits = ref visits;
    }

    /// <summary>The numbers that the nodes share.</summary>
    public ref TreeTotals Totals
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _totals;
    }

    /// <summary>A node, or a record of its further edges.</summary>
    public ref SearchNode this[int record]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref _first, record);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref NodeStatistics Node(int node) => ref this[node].Statistics;

    /// <summary>The priors and visits of a record's edges, if the trees keep them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref EdgeVisits Visits(int record) => ref Unsafe.Add(ref _visits, record);

    /// <summary>Adds a node without statistics below an edge that has none, and returns its number.</summary>
    /// <param name="parent">The node above.</param>
    /// <param name="action">The edge's action.</param>
    /// <param name="prior">The edge's prior.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int parent, int action, float prior)
    {
        int node = _totals.Nodes++;
        ref NodeStatistics above = ref Node(parent);
        int lane = AddEdge(ref above);
        this[above.Last].Child[lane] = node;
        int edge = (above.Last * SearchNode.Width) + lane;
        Node(node) = new NodeStatistics { Parent = parent, Edge = edge, Action = action, Prior = prior, Last = node };
        above.VisitedPrior += prior;
        return node;
    }

    /// <summary>Writes the statistics of an edge that leads to a node: its Q, and the node's visits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetEdge(in NodeStatistics below, float q)
    {
        ref SearchNode record = ref this[(int)((uint)below.Edge / SearchNode.Width)];
        int lane = (int)((uint)below.Edge % SearchNode.Width);
        record.Q[lane] = q;
        record.Weight[lane] = below.Prior / (1 + below.Visits);
    }

    /// <summary>Writes <see cref="Visits"/> of an edge that leads to a node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetVisits(in NodeStatistics below)
    {
        ref EdgeVisits edges = ref Visits((int)((uint)below.Edge / SearchNode.Width));
        int lane = (int)((uint)below.Edge % SearchNode.Width);
        edges.Prior[lane] = below.Prior;
        edges.Visits[lane] = below.Visits;
    }

    /// <summary>Writes the Q of an edge that leads to a proven node, and removes its exploration.</summary>
    public void SetProvenEdge(in NodeStatistics below, float q)
    {
        ref SearchNode record = ref this[(int)((uint)below.Edge / SearchNode.Width)];
        int lane = (int)((uint)below.Edge % SearchNode.Width);
        record.Q[lane] = q;
        record.Weight[lane] = 0.0f;
    }

    /// <summary>Prefetches a node's memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int node) => CacheLine.Prefetch(ref this[node], lines: 4);

    /// <summary>Prefetches the priors and visits of a node's edges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchVisits(int node) => CacheLine.Prefetch(ref Visits(node), lines: 2);

    /// <summary>Prefetches the memory of the node that will be added next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchNext() => CacheLine.Prefetch(ref this[_totals.Nodes], lines: 1);

    // The lane of a node's next edge, in its last record.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int AddEdge(ref NodeStatistics node)
    {
        int lane = (int)((uint)node.Edges++ % SearchNode.Width);
        if (lane == 0 & node.Edges > 1) // not &&: half of all nodes get their first edge, so a branch on that alone would be unpredictable
        {
            int record = _totals.Records++;
            Node(record).Next = 0;
            Node(node.Last).Next = record;
            node.Last = record;
        }

        return lane;
    }
}
