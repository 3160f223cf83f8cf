namespace MuZero.Search.Tree;

/// <summary>Outcomes that follow from the ends of the game in the tree (docs/ALGORITHM.md 1.8).</summary>
/// <param name="trees">The trees.</param>
/// <param name="loss">The value of a lost position.</param>
/// <param name="win">The value of a won position.</param>
internal sealed class TreeProofs(SearchTree trees, float loss, float win)
{
    /// <summary>Proves the nodes above one whose value is exact, as far as they are. The root stays open.</summary>
    public void Climb(int tree, int node)
    {
        TreeRecords records = trees.Records(tree);
        for (int above = records.Node(node).Parent; above > 0; above = records.Node(above).Parent)
        {
            if (Outcome(records, above) is not { } outcome)
            {
                return;
            }

            ref NodeStatistics statistics = ref records.Node(above);
            statistics.Kind = NodeKind.Proven;
            statistics.Value = statistics.RawValue = outcome;
            records.SetProvenEdge(statistics, statistics.Reward + (statistics.Discount * outcome));
        }
    }

    /// <summary>Removes the visits of actions that another action surely beats, and takes over the root's value if it is known.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="visits">[A] the visits of the root's actions; at least one is left.</param>
    /// <param name="value">The root's value.</param>
    public void Conclude(int tree, Span<int> visits, ref float value)
    {
        TreeRecords records = trees.Records(tree);
        (float best, bool areAllExact) = BestExact(records, 0);
        ref NodeStatistics root = ref records.Node(0);
        bool isDecided = best >= win || (areAllExact && root.BestPrior < 0.0f);
        value = isDecided ? best : value;
        if (!isDecided && areAllExact && best <= loss)
        {
            // All moves that were tried lose.
            visits.Clear();
            visits[root.BestAction] = 1;
            return;
        }

        int edges = root.Edges;
        for (int record = 0; edges > 0; record = records.Node(record).Next)
        {
            ref SearchNode block = ref records[record];
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                ref NodeStatistics child = ref records.Node(block.Child[lane]);
                bool isBeaten = child.IsExact ? block.Q[lane] < best || (!areAllExact && block.Q[lane] <= loss) : best >= win;
                visits[child.Action] = isBeaten ? 0 : visits[child.Action];
            }

            edges -= SearchNode.Width;
        }
    }

    // The value of a node with best play, or null if it does not follow from its edges.
    private float? Outcome(TreeRecords records, int node)
    {
        (float best, bool areAllExact) = BestExact(records, node);
        return best >= win || (areAllExact && records.Node(node).BestPrior < 0.0f) ? best : null;
    }

    // The largest Q among a node's edges with exact values, and whether all visited edges have them.
    private static (float Best, bool AreAllExact) BestExact(TreeRecords records, int node)
    {
        float best = float.NegativeInfinity;
        bool areAllExact = true;
        int edges = records.Node(node).Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            ref SearchNode block = ref records[record];
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                bool isExact = records.Node(block.Child[lane]).IsExact;
                best = isExact && block.Q[lane] > best ? block.Q[lane] : best;
                areAllExact &= isExact;
            }

            edges -= SearchNode.Width;
        }

        return (best, areAllExact);
    }
}
