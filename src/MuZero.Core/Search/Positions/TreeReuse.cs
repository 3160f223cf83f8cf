using MuZero.Games;
using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>Keeps the part of a tree below the position that is searched next, and frees the rest (AlphaGo Zero, Methods).</summary>
/// <remarks>Nodes are numbered in the order of their first visit, so a node's number is larger than its parent's. The kept ones move to the
/// front in the same order, each to a place that is free by then. T = trees, N = nodes.</remarks>
/// <param name="trees">The trees, none of whose nodes are in flight.</param>
/// <param name="states">[T, N] the states of the nodes; those of freed nodes stay as room for others.</param>
/// <param name="squares">[T, N] see <see cref="FlightPaths.Squares"/>; empty if not kept.</param>
/// <param name="smallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
internal sealed class TreeReuse(SearchTree trees, IGameState?[] states, float[] squares, float smallestSpread)
{
    private const int Freed = -1;
    private const int DeepestRoot = 2; // a move and the answer

    private readonly int[] _moved = new int[trees.RecordsPerTree]; // [records] new numbers

    /// <summary>The node of a position in a tree, at most a move and its answer below the root; -1 if there is none.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="state">The position.</param>
    public int Find(int tree, IGameState state)
    {
        TreeRecords records = trees.Records(tree);
        ulong hash = ((IHashable)state).Hash;
        for (int node = 0; node < records.Totals.Nodes; node++)
        {
            if (records.Node(node).Kind is NodeKind.Decision or NodeKind.Proven
                && IsNearRoot(records, node)
                && states[(tree * trees.Nodes) + node] is { } known
                && known.ToPlay == state.ToPlay
                && ((IHashable)known).Hash == hash)
            {
                return node;
            }
        }

        return -1;
    }

    /// <summary>Makes a node the root.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="root">The node.</param>
    public void Keep(int tree, int root)
    {
        TreeRecords records = trees.Records(tree);
        int nodes = NumberNodes(records, root);
        int furtherRecords = NumberRecords(records);
        MoveNodes(tree, records);
        MoveRecords(records);
        ref NodeStatistics statistics = ref records.Node(0);
        (statistics.Parent, statistics.Edge, statistics.Action) = (-1, 0, -1);
        (statistics.Prior, statistics.Reward, statistics.Discount) = (0.0f, 0.0f, 0.0f);

        // A root stays open. One that was proven has visits that went no further.
        statistics.Kind = NodeKind.Decision;
        (records.Totals.Nodes, records.Totals.Records) = (nodes, furtherRecords);
        CountVisits(records);
        Widen(records);
    }

    private static void CountVisits(TreeRecords records)
    {
        ref NodeStatistics root = ref records.Node(0);
        root.Visits = 1; // its own evaluation
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            root.Visits += records.Node(node).Parent == 0 ? records.Node(node).Visits : 0;
        }
    }

    private static bool IsNearRoot(TreeRecords records, int node)
    {
        for (int depth = 0; depth <= DeepestRoot; depth++)
        {
            node = records.Node(node).Parent;
            if (node < 0)
            {
                return true;
            }
        }

        return false;
    }

    // Returns the number of kept nodes.
    private int NumberNodes(TreeRecords records, int root)
    {
        int kept = 0;
        Array.Fill(_moved, Freed);
        for (int node = root; node < records.Totals.Nodes; node++)
        {
            int parent = records.Node(node).Parent;
            bool isKept = node == root || (parent >= root && _moved[parent] != Freed);
            _moved[node] = isKept ? kept++ : Freed;
        }

        return kept;
    }

    // Returns the next free record of further edges. The children's numbers are changed where they are.
    private int NumberRecords(TreeRecords records)
    {
        for (int node = 0; node < records.Totals.Nodes; node++)
        {
            int edges = _moved[node] == Freed ? 0 : records.Node(node).Edges;
            for (int record = node; edges > 0; record = records.Node(record).Next)
            {
                _moved[record] = Math.Max(_moved[record], 0);
                for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
                {
                    records[record].Child[lane] = _moved[records[record].Child[lane]];
                }

                edges -= SearchNode.Width;
            }
        }

        int next = trees.Nodes;
        for (int record = trees.Nodes; record < records.Totals.Records; record++)
        {
            _moved[record] = _moved[record] == Freed ? Freed : next++;
        }

        return next;
    }

    private void MoveNodes(int tree, TreeRecords records)
    {
        int first = tree * trees.Nodes;
        for (int node = 0; node < records.Totals.Nodes; node++)
        {
            int to = _moved[node];
            if (to == Freed)
            {
                continue;
            }

            records[to] = records[node];
            ref NodeStatistics statistics = ref records.Node(to);
            int edge = statistics.Edge;
            statistics.Edge = to == 0 ? 0 : (_moved[edge / SearchNode.Width] * SearchNode.Width) + (edge % SearchNode.Width);
            statistics.Parent = to == 0 ? -1 : _moved[statistics.Parent];
            statistics.Last = _moved[statistics.Last];
            statistics.Next = statistics.Next == 0 ? 0 : _moved[statistics.Next];
            trees.Unvisited(tree, node).CopyTo(trees.Unvisited(tree, to));
            (states[first + to], states[first + node]) = (states[first + node], states[first + to]);
            if (squares.Length > 0)
            {
                squares[first + to] = squares[first + node];
            }
        }
    }

    private void MoveRecords(TreeRecords records)
    {
        for (int record = trees.Nodes; record < records.Totals.Records; record++)
        {
            if (_moved[record] != Freed)
            {
                int next = records.Node(record).Next;
                records[_moved[record]] = records[record];
                records.Node(_moved[record]).Next = next == 0 ? 0 : _moved[next];
            }
        }
    }

    private void Widen(TreeRecords records)
    {
        MinMaxStats minMax = MinMaxStats.Empty;
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            ref NodeStatistics statistics = ref records.Node(node);
            minMax.Update(statistics.Reward + (statistics.Discount * statistics.Value));
        }

        records.Totals.Widen(minMax, smallestSpread, isRaw: records.Node(0).Visits <= 2);
    }
}
