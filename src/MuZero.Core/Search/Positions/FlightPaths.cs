using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>Simulations in flight: their leaves are chosen and not evaluated yet. Each counts as a visit of every node on its path at once,
/// and as <paramref name="virtualLoss"/> lost simulations of every edge, until its value is backed up (docs/ALGORITHM.md 1.12).</summary>
/// <remarks>T = trees, N = nodes. Without other simulations in flight a backup writes what <see cref="TreeBackup"/> writes. Used under the
/// lock of the search.</remarks>
/// <param name="trees">The trees.</param>
/// <param name="virtualLoss">See <see cref="PositionOptions.VirtualLoss"/>.</param>
/// <param name="loss">The value of a lost simulation; null takes the least Q of the tree.</param>
/// <param name="smallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
/// <param name="keepsSquares">True if the spread of the returns is kept, for <see cref="LowerConfidenceBound"/>.</param>
internal sealed class FlightPaths(SearchTree trees, float virtualLoss, float? loss, float smallestSpread, bool keepsSquares)
{
    private readonly int[] _inFlight = new int[trees.Trees * trees.Nodes]; // [T, N]

    /// <summary>[T, N] the sum of the squared differences between a node's returns and their mean; empty if it is not kept.</summary>
    public float[] Squares { get; } = keepsSquares ? new float[trees.Trees * trees.Nodes] : [];

    /// <summary>Simulations whose value has reached a node, its own evaluation included.</summary>
    public int Finished(int tree, int node) => trees.Node(tree, node).Visits - _inFlight[(tree * trees.Nodes) + node];

    /// <summary>Forgets a tree's simulations in flight, after a search that failed.</summary>
    public void Clear(int tree) => Array.Clear(_inFlight, tree * trees.Nodes, trees.Nodes);

    /// <summary>Counts a simulation on its path.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="leaf">The end of the path.</param>
    public void Depart(int tree, int leaf)
    {
        TreeRecords records = trees.Records(tree);
        int first = tree * trees.Nodes;
        for (int node = leaf; node >= 0; node = records.Node(node).Parent)
        {
            records.Node(node).Visits++;
            _inFlight[first + node]++;
            SetEdge(records, first, node);
        }
    }

    /// <summary>Carries the value of an evaluated leaf to the root: G &lt;- r + d G (docs/ALGORITHM.md 1.1).</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="leaf">The leaf, which <see cref="Depart"/> was called for.</param>
    public void Return(int tree, int leaf)
    {
        TreeRecords records = trees.Records(tree);
        int first = tree * trees.Nodes;
        float value = records.Node(leaf).RawValue;
        MinMaxStats minMax = records.Totals.MinMax;
        for (int node = leaf; ; node = records.Node(node).Parent)
        {
            ref NodeStatistics statistics = ref records.Node(node);
            int finished = statistics.Visits - --_inFlight[first + node];

            // A node that was proven meanwhile has its outcome, whatever was found below it.
            value = statistics.Kind == NodeKind.Proven ? statistics.RawValue : value;
            float before = statistics.Value;
            statistics.Value += (value - before) / finished;
            AddSquare(first + node, (value - before) * (value - statistics.Value), isFirst: finished == 1);
            if (statistics.Parent < 0)
            {
                records.Totals.Widen(minMax, smallestSpread, isRaw: finished <= 2); // the root's own evaluation and one simulation
                return;
            }

            SetEdge(records, first, node);
            value = statistics.Reward + (statistics.Discount * value);
            minMax.Update(statistics.Reward + (statistics.Discount * statistics.Value));
        }
    }

    private void AddSquare(int place, float square, bool isFirst)
    {
        if (keepsSquares)
        {
            Squares[place] = isFirst ? 0.0f : Squares[place] + square;
        }
    }

    private void SetEdge(TreeRecords records, int first, int node)
    {
        ref NodeStatistics below = ref records.Node(node);
        if (below.Parent < 0)
        {
            return;
        }

        int inFlight = _inFlight[first + node];
        int finished = below.Visits - inFlight;
        float q = below.Reward + (below.Discount * below.Value);
        if (inFlight > 0)
        {
            float lost = loss ?? records.Totals.MinMax.Min;
            float weight = float.IsFinite(lost) ? virtualLoss * inFlight : 0.0f;
            q = finished + weight > 0.0f
                ? ((finished > 0 ? finished * q : 0.0f) + (weight > 0.0f ? weight * lost : 0.0f)) / (finished + weight)
                : records.Node(below.Parent).Value; // nothing is known of the edge
        }

        records.SetEdge(below, q);
    }
}
