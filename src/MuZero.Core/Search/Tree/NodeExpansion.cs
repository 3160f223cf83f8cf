using MuZero.Errors;

namespace MuZero.Search.Tree;

/// <summary>The evaluation of leaves as nodes: values, rewards and priors.</summary>
/// <param name="trees">The trees.</param>
/// <param name="leaves">The leaves, evaluated.</param>
internal sealed class NodeExpansion(SearchTree trees, SearchLeaves leaves)
{
    // The sum of a million such numbers over a million nodes is still finite in single precision.
    private const float LargestNumber = 1e24f;

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
