using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>The choice of the move with the largest lower confidence bound of its value: Q less some standard errors (KataGo's
/// move choice).</summary>
/// <param name="trees">The trees.</param>
/// <param name="squares">[T, N] see <see cref="FlightPaths.Squares"/>.</param>
/// <param name="deviations">Standard errors that are taken off.</param>
/// <param name="range">The largest return less the least one.</param>
internal sealed class LowerConfidenceBound(SearchTree trees, float[] squares, double deviations, double range)
{
    private const double LeastShare = 0.15; // of the most visited move's visits (KataGo)

    /// <summary>The move of the largest bound; the lowest action of equals.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="visits">[A] visits of the moves that may be played.</param>
    /// <param name="mostVisited">The most visited of them.</param>
    public int Choose(int tree, ReadOnlySpan<int> visits, int mostVisited)
    {
        TreeRecords records = trees.Records(tree);
        (int best, double highest) = (mostVisited, double.NegativeInfinity);
        for (int node = 1; node < records.Totals.Nodes; node++)
        {
            ref NodeStatistics child = ref records.Node(node);
            if (child.Parent != 0 || visits[child.Action] < LeastShare * visits[mostVisited] || visits[child.Action] == 0)
            {
                continue;
            }

            double bound = child.Reward + (child.Discount * child.Value) - (deviations * StandardError(tree, node, child));
            if (bound > highest || (bound == highest && child.Action < best))
            {
                (best, highest) = (child.Action, bound);
            }
        }

        return best;
    }

    // One more return, half of the range away from the mean, so that few equal returns are not taken for certain. An exact value is.
    private double StandardError(int tree, int node, in NodeStatistics child)
    {
        double variance = (squares[(tree * trees.Nodes) + node] + (0.25 * range * range)) / child.Visits;
        return child.IsExact ? 0.0 : Math.Abs(child.Discount) * Math.Sqrt(variance / child.Visits);
    }
}
