namespace MuZero.Search;

/// <summary>The simulation's first step in every tree: from the root to an edge that has not been visited, or to where the walk must end.</summary>
/// <param name="trees">The trees.</param>
/// <param name="leaves">Receives where each walk ended.</param>
/// <param name="maxDepth">Edges that a walk follows at most.</param>
internal sealed class TreeWalk(SearchTree trees, SearchLeaves leaves, int maxDepth)
{
    // Enough to cover a cache miss by the others' work, few enough to stay in the first cache.
    private const int WalksAtOnce = 32;

    /// <summary>Nodes at which walks have stood so far.</summary>
    public long Selections { get; private set; }

    /// <summary>Walks down to one unexpanded edge per tree, and adds its node.</summary>
    public void Select<TRule>(in SelectionConstants constants)
        where TRule : struct, ISelectionRule
    {
        for (int first = 0; first < leaves.Count; first += WalksAtOnce)
        {
            Walk<TRule>(first, Math.Min(WalksAtOnce, leaves.Count - first), constants);
        }
    }

    // One step down in each tree in turn, so that a node's memory arrives while the other trees make their step.
    private void Walk<TRule>(int first, int count, in SelectionConstants constants)
        where TRule : struct, ISelectionRule
    {
        Span<int> walking = stackalloc int[WalksAtOnce];
        for (int i = 0; i < count; i++)
        {
            walking[i] = first + i;
            leaves.Node[first + i] = 0;
        }

        int active = count;
        for (int depth = 0; depth < maxDepth && active > 0; depth++)
        {
            active = StepDown<TRule>(walking[..active], constants);
        }

        // At the depth's bound.
        foreach (int tree in walking[..active])
        {
            leaves.IsNew[tree] = false;
        }

        for (int tree = first; tree < first + count; tree++)
        {
            trees.PrefetchRow(tree, leaves.Parent[tree]);
        }

        for (int tree = first; tree < first + count; tree++)
        {
            if (leaves.IsNew[tree])
            {
                leaves.Node[tree] = trees.Add(tree, leaves.Parent[tree], leaves.Action[tree]);
            }
        }
    }

    // Moves the trees that go on to the front, and returns their number.
    private int StepDown<TRule>(Span<int> walking, in SelectionConstants constants)
        where TRule : struct, ISelectionRule
    {
        Selections += walking.Length;
        int going = 0;
        foreach (int tree in walking)
        {
            int node = leaves.Node[tree];
            if (trees.Node(tree, node).IsTerminal)
            {
                leaves.IsNew[tree] = false;
                continue;
            }

            int next = TRule.Select(trees, tree, node, constants);
            bool isNew = next < 0;
            leaves.IsNew[tree] = isNew;
            leaves.Parent[tree] = node;
            leaves.Action[tree] = ~next;
            int child = isNew ? 0 : next;
            leaves.Node[tree] = child;
            trees.Prefetch(tree, child);
            walking[going] = tree;
            going += isNew ? 0 : 1;
        }

        return going;
    }
}
