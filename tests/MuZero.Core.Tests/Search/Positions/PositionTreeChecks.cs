using MuZero.Search;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Positions;

/// <summary>The sums that hold in the tree of any search that has ended.</summary>
internal static class PositionTreeChecks
{
    /// <summary>Asserts that every visit and every value of a tree follows from the nodes below, computed from the leaves up.</summary>
    public static void AssertSums(SearchTree trees, int tree)
    {
        TreeRecords records = trees.Records(tree);
        int nodes = records.Totals.Nodes;
        int[] visits = new int[nodes];
        double[] returns = new double[nodes];
        for (int node = nodes - 1; node >= 0; node--)
        {
            ref NodeStatistics statistics = ref records.Node(node);

            // Walks may end again and again at an end of the game; elsewhere a node is evaluated once.
            int evaluations = statistics.Visits - visits[node];
            Assert.True(statistics.IsOver ? evaluations >= 1 : evaluations == 1, $"node {node}: {evaluations} evaluations");
            returns[node] += (double)evaluations * statistics.RawValue;
            Assert.Equal(returns[node] / statistics.Visits, statistics.Value, 1e-4);
            if (node > 0)
            {
                visits[statistics.Parent] += statistics.Visits;
                returns[statistics.Parent] += statistics.Visits * (statistics.Reward + (statistics.Discount * statistics.Value));
            }
        }
    }

    /// <summary>Everything that is known of a node and of those below it, however they are numbered.</summary>
    public static List<string> Describe(SearchTree trees, int tree, int node, string path = "")
    {
        TreeRecords records = trees.Records(tree);
        ref NodeStatistics statistics = ref records.Node(node);
        List<string> lines =
        [
            $"{path} {statistics.Visits} {statistics.Value} {statistics.RawValue} {statistics.BestPrior} {statistics.BestAction} "
                + $"{statistics.VisitedPrior} {statistics.Edges} {Priors(trees, tree, node)}",
        ];
        int edges = statistics.Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                int child = records[record].Child[lane];
                ref NodeStatistics below = ref records.Node(child);
                Assert.Equal((node, (record * SearchNode.Width) + lane), (below.Parent, below.Edge));
                lines.Add($"{path}.{below.Action} {records[record].Q[lane]} {records[record].Weight[lane]} {below.Prior} {below.Reward} "
                    + $"{below.Discount} {below.Kind}");
                lines.AddRange(Describe(trees, tree, child, $"{path}.{below.Action}"));
            }

            edges -= SearchNode.Width;
        }

        return lines;
    }

    // A node that the rules ended has none.
    private static string Priors(SearchTree trees, int tree, int node)
        => trees.Node(tree, node).Kind is NodeKind.Terminated or NodeKind.Truncated
            ? ""
            : string.Join(' ', trees.Unvisited(tree, node).ToArray());
}
