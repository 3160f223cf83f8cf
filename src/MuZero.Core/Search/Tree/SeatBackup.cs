namespace MuZero.Search.Tree;

/// <summary>The last step of a simulation in a game of more than two players (max^n, Luckhart and Irani 1986; docs/ALGORITHM.md 1.16): a
/// node has a value for each player, and its statistics show that of the player to move, so that rules of selection see what they always
/// see.</summary>
/// <param name="trees">The trees.</param>
/// <param name="leaves">The leaves, evaluated, with a value and a reward for each player.</param>
/// <param name="expansion">Makes nodes of leaves.</param>
/// <param name="seats">P.</param>
/// <param name="smallestSpread">See <see cref="SearchOptions.SmallestSpread"/>.</param>
internal sealed class SeatBackup(SearchTree trees, SearchLeaves leaves, NodeExpansion expansion, int seats, float smallestSpread)
{
    private readonly float[] _means = new float[trees.Trees * trees.Nodes * seats]; // [T, N, P] mean returns
    private readonly float[] _rewards = new float[trees.Trees * trees.Nodes * seats]; // [T, N, P] of the edge that leads to the node
    private readonly byte[] _toPlay = new byte[trees.Trees * trees.Nodes]; // [T, N]
    private readonly float[] _returns = new float[seats];

    /// <summary>Empties the trees and expands their roots.</summary>
    /// <param name="logits">[R, A] policy logits by <see cref="SearchLeaves.Row"/>.</param>
    public void ExpandRoots(ReadOnlySpan<float> logits)
    {
        expansion.ExpandRoots(logits);
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            Take(tree, node: 0);
        }
    }

    /// <summary>Expands the new nodes and carries each leaf's values to its root: G(p) &lt;- r(p) + d G(p) for every player p.</summary>
    /// <param name="ended">The trees, in the order in which their walks ended.</param>
    /// <param name="logits">[R, A] policy logits by <see cref="SearchLeaves.Row"/>.</param>
    /// <typeparam name="TInterior">The rule below the roots.</typeparam>
    public void Run<TInterior>(ReadOnlySpan<int> ended, ReadOnlySpan<float> logits)
        where TInterior : struct, ISelectionRule
    {
        foreach (int tree in ended)
        {
            int node = leaves.Node[tree];
            if (leaves.IsNew[tree])
            {
                expansion.Expand(tree, tree, node, logits);
                Take(tree, node);
            }

            Climb<TInterior>(tree, node);
        }
    }

    /// <summary>Writes the values of a root.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="values">[P].</param>
    public void Conclude(int tree, Span<float> values) => Means(tree, 0).CopyTo(values);

    // The leaf's evaluation is the node's first mean; a walk that ends here again brings the same numbers.
    private void Take(int tree, int node)
    {
        _toPlay[(tree * trees.Nodes) + node] = (byte)leaves.ToPlay[tree];
        leaves.Values.AsSpan(tree * seats, seats).CopyTo(Means(tree, node));
        leaves.Rewards.AsSpan(tree * seats, seats).CopyTo(Rewards(tree, node));
        NodeExpansion.RequireFinite(Means(tree, node));
        NodeExpansion.RequireFinite(Rewards(tree, node));
    }

    private void Climb<TInterior>(int tree, int node)
        where TInterior : struct, ISelectionRule
    {
        TreeRecords records = trees.Records(tree);
        Means(tree, node).CopyTo(_returns);
        MinMaxStats minMax = records.Totals.MinMax;
        while (true)
        {
            ref NodeStatistics statistics = ref records.Node(node);
            Span<float> means = Means(tree, node);
            statistics.Visits++;
            for (int player = 0; player < seats; player++)
            {
                means[player] += (_returns[player] - means[player]) / statistics.Visits;
            }

            statistics.Value = means[_toPlay[(tree * trees.Nodes) + node]];
            if (statistics.Parent < 0)
            {
                break;
            }

            ReadOnlySpan<float> rewards = Rewards(tree, node);
            for (int player = 0; player < seats; player++)
            {
                _returns[player] = rewards[player] + (statistics.Discount * _returns[player]);
            }

            int chooser = _toPlay[(tree * trees.Nodes) + statistics.Parent];
            float q = rewards[chooser] + (statistics.Discount * means[chooser]);
            records.SetEdge(statistics, q);
            if (TInterior.ReadsVisits)
            {
                records.SetVisits(statistics);
            }

            if (!TInterior.PassesChance || records.Node(statistics.Parent).Kind != NodeKind.Chance)
            {
                minMax.Update(q);
            }

            node = statistics.Parent;
        }

        records.Totals.Widen(minMax, smallestSpread, isRaw: records.Node(0).Visits == 2);
    }

    private Span<float> Means(int tree, int node) => _means.AsSpan(((tree * trees.Nodes) + node) * seats, seats);

    private Span<float> Rewards(int tree, int node) => _rewards.AsSpan(((tree * trees.Nodes) + node) * seats, seats);
}
