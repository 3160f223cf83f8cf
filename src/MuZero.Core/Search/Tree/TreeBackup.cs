namespace MuZero.Search.Tree;

/// <summary>The simulation's last step in every tree: makes the leaf a node and carries its value to the root.</summary>
/// <param name="trees">The trees.</param>
/// <param name="leaves">The leaves, evaluated.</param>
/// <param name="expansion">Makes nodes of leaves.</param>
/// <param name="smallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
/// <param name="proofs">Proves values, or null.</param>
internal sealed class TreeBackup(
    SearchTree trees, SearchLeaves leaves, NodeExpansion expansion, float smallestSpread, TreeProofs? proofs = null)
{
    // The distance at which a leaf's memory is prefetched.
    private const int TreesAhead = 2;

    /// <summary>Expands the new nodes and carries each leaf's value to its root: G &lt;- r + d G (docs/ALGORITHM.md 1.1).</summary>
    /// <param name="ended">The trees, in the order in which their walks ended.</param>
    /// <param name="logits">[R, A] policy logits by <see cref="SearchLeaves.Row"/>.</param>
    /// <typeparam name="TInterior">The rule below the roots.</typeparam>
    public void Run<TInterior>(ReadOnlySpan<int> ended, ReadOnlySpan<float> logits)
        where TInterior : struct, ISelectionRule
    {
        for (int i = 0; i < ended.Length; i++)
        {
            int ahead = ended[Math.Min(i + TreesAhead, ended.Length - 1)];
            trees.PrefetchRow(ahead, leaves.Node[ahead]);
            int tree = ended[i];
            int node = leaves.Node[tree];
            if (leaves.IsNew[tree])
            {
                expansion.Expand(tree, tree, node, logits);
            }

            Climb<TInterior>(tree, node);
            if (proofs is not null && leaves.IsNew[tree] && leaves.Kind[tree] == NodeKind.Terminated)
            {
                proofs.Climb(tree, node);
            }
        }
    }

    private void Climb<TInterior>(int tree, int node)
        where TInterior : struct, ISelectionRule
    {
        TreeRecords records = trees.Records(tree);
        float value = records.Node(node).RawValue;
        MinMaxStats minMax = records.Totals.MinMax;
        int simulations;
        while (true)
        {
            ref NodeStatistics statistics = ref records.Node(node);

            // The mean in this form stays exactly the same while equal numbers come in.
            statistics.Visits++;
            statistics.Value += (value - statistics.Value) / statistics.Visits;
            if (statistics.Parent < 0)
            {
                simulations = statistics.Visits - 1;
                break;
            }

            value = statistics.Reward + (statistics.Discount * value);
            float q = statistics.Reward + (statistics.Discount * statistics.Value);
            records.SetEdge(statistics, q);
            if (TInterior.ReadsVisits)
            {
                records.SetVisits(statistics);
            }

            if (!TInterior.PassesChance || records.Node(statistics.Parent).Kind != NodeKind.Chance)
            {
                minMax.Update(q); // an outcome is not chosen, so its value does not widen the range in which actions compare
            }

            node = statistics.Parent;
        }

        records.Totals.Widen(minMax, smallestSpread, isRaw: simulations == 1);
    }
}
