using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>One thread's part in a search: it begins a batch of simulations, evaluates their leaves and ends them.</summary>
/// <param name="trees">The trees, shared by all workers.</param>
/// <param name="model">Evaluates; a worker's own.</param>
/// <param name="leaves">Leaves at once, at most.</param>
/// <param name="batch">Leaves of one tree at once, at most.</param>
internal sealed class PositionWorker(PositionTrees trees, ISearchModel model, int leaves, int batch)
{
    private readonly int[] _treeOf = new int[leaves];
    private readonly SearchLeaves _leaves = new(leaves, model.Actions);
    private NodeExpansion? _expansion;

    /// <summary>Evaluates leaves.</summary>
    public ISearchModel Model => model;

    /// <summary>The leaves under evaluation.</summary>
    public SearchLeaves Leaves => _leaves;

    private NodeExpansion Expansion => _expansion ??= new NodeExpansion(trees.Trees, _leaves);

    /// <summary>Expands the roots that were evaluated as leaves.</summary>
    /// <param name="roots">The tree of each leaf.</param>
    /// <param name="logits">[R, A] policy logits.</param>
    public void ExpandRoots(ReadOnlySpan<int> roots, ReadOnlySpan<float> logits)
    {
        for (int leaf = 0; leaf < roots.Length; leaf++)
        {
            Expansion.ExpandRoot(leaf, roots[leaf], logits);
        }
    }

    /// <summary>Begins up to a batch of simulations in a tree.</summary>
    /// <returns>False if none could begin.</returns>
    public bool Begin(int tree)
    {
        int begun = 0;
        while (begun < batch && !trees.IsClosed(tree) && trees.TryBegin(tree, _leaves, _treeOf))
        {
            begun++;
        }

        return begun > 0;
    }

    /// <summary>Ends the simulations whose leaves were evaluated.</summary>
    /// <param name="logits">[R, A] policy logits.</param>
    public void Finish(ReadOnlySpan<float> logits)
    {
        for (int leaf = 0; leaf < _leaves.Count; leaf++)
        {
            Expansion.Expand(leaf, _treeOf[leaf], _leaves.Node[leaf], logits);
            trees.Finish(_treeOf[leaf], _leaves.Node[leaf]);
        }

        _leaves.Count = 0;
    }
}
