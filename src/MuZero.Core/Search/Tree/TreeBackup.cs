using MuZero.Errors;

namespace MuZero.Search.Tree;

/// <summary>The simulation's last step in every tree: makes the leaf a node and carries its value to the root.</summary>
/// <param name="trees">The trees.</param>
/// <param name="leaves">The leaves, evaluated.</param>
/// <param name="smallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
/// <param name="proofs">Proves values, or null.</param>
internal sealed class TreeBackup(SearchTree trees, SearchLeaves leaves, float smallestSpread, TreeProofs? proofs = null)
{
    // The sum of a million such numbers over a million nodes is still finite in single precision.
    private const float LargestNumber = 1e24f;

    // The distance at which a leaf's memory is prefetched.
    private const int TreesAhead = 2;

    /// <summary>Empties the trees and expands their roots.</summary>
    /// <param name="logits">[R, A] policy logits by <see cref="SearchLeaves.Row"/>.</param>
    public void ExpandRoots(ReadOnlySpan<float> logits)
    {
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            leaves.Node[tree] = 0;
            leaves.Reward[tree] = 0.0f;
            ExpandRoot(tree, tree, logits);
        }
    }

    /// <summary>Empties a tree and expands its root.</summary>
    /// <param name="leaf">The root's number among the leaves.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="logits">[R, A] policy logits by <see cref="SearchLeaves.Row"/>.</param>
    public void ExpandRoot(int leaf, int tree, ReadOnlySpan<float> logits)
    {
        trees.Clear(tree);
        Check(leaves.Value[leaf], 0.0f);
        SetPriors(leaf, tree, 0, logits);
        ref NodeStatistics root = ref trees.Node(tree, 0);
        root.Value = root.RawValue = leaves.Value[leaf];
        root.Visits = 1;
    }

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
                Expand(tree, tree, node, logits);
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

    /// <summary>Writes a leaf's evaluation into its node.</summary>
    /// <param name="leaf">The leaf.</param>
    /// <param name="tree">Its tree.</param>
    /// <param name="node">Its node, which has no statistics yet.</param>
    /// <param name="logits">[R, A] policy logits by <see cref="SearchLeaves.Row"/>.</param>
    public void Expand(int leaf, int tree, int node, ReadOnlySpan<float> logits)
    {
        ref NodeStatistics statistics = ref trees.Node(tree, node);
        statistics.RawValue = leaves.Value[leaf];
        statistics.Reward = leaves.Reward[leaf];
        statistics.Discount = leaves.Discount[leaf];
        statistics.Kind = leaves.Kind[leaf];
        Check(statistics.RawValue, statistics.Reward);
        if (statistics.Kind == NodeKind.Decision)
        {
            SetPriors(leaf, tree, node, logits);
        }
        else if (statistics.Kind == NodeKind.Chance)
        {
            SetProbabilities(leaf, tree, node);
        }
    }

    private void SetProbabilities(int leaf, int tree, int node)
    {
        int outcomes = leaves.Probabilities.Length / leaves.Node.Length;
        Span<float> row = trees.Unvisited(tree, node);
        row.Fill(SearchTree.Illegal);
        leaves.Probabilities.AsSpan(leaf * outcomes, outcomes).CopyTo(row);
    }

    private void SetPriors(int leaf, int tree, int node, ReadOnlySpan<float> logits)
    {
        int actions = trees.Actions;
        ReadOnlySpan<bool> legal = leaves.AllLegal ? [] : leaves.Legal.AsSpan(leaf * actions, actions);
        int best = Softmax.Masked(logits[(leaves.Row[leaf] * actions)..], actions, legal, trees.Unvisited(tree, node));
        if (best == Softmax.NotFinite)
        {
            throw Useless();
        }

        trees.SetBest(tree, node, best);
    }

    /// <summary>Throws unless every number is one that a search can sum.</summary>
    /// <exception cref="CorruptDataException">One is not finite, or too large.</exception>
    public static void RequireFinite(ReadOnlySpan<float> numbers)
    {
        foreach (float number in numbers)
        {
            Check(number, 0.0f);
        }
    }

    // Written so that NaN fails.
    private static void Check(float value, float reward)
    {
        if (!(MathF.Abs(value) + MathF.Abs(reward) <= LargestNumber))
        {
            throw Useless();
        }
    }

    private static CorruptDataException Useless() => new(
        "The network answered with a number that is not finite, or beyond 1E+24, so no move can be planned. Its weights are damaged or "
            + "its training diverged: use an earlier checkpoint, or lower training.learning_rate.");
}
