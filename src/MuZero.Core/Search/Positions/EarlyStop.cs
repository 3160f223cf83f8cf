using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>The end of a search whose most visited move cannot change any more (lc0's smart pruning, Leela Zero's time
/// management).</summary>
internal static class EarlyStop
{
    /// <summary>True if no other move can have as many visits as the most visited one, or if there is one legal move only.</summary>
    /// <param name="records">The tree.</param>
    /// <param name="left">Simulations that may still begin.</param>
    public static bool IsDecided(TreeRecords records, int left)
    {
        (int first, int second) = (0, 0);
        int edges = records.Node(0).Edges;
        bool isOnly = edges == 1 && records.Node(0).BestPrior < 0.0f;
        for (int record = 0; edges > 0; record = records.Node(record).Next)
        {
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                int visits = records.Node(records[record].Child[lane]).Visits;
                second = Math.Max(second, Math.Min(first, visits));
                first = Math.Max(first, visits);
            }

            edges -= SearchNode.Width;
        }

        return isOnly || first - second > left;
    }
}
