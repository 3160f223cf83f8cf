using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MuZero.Search.Tree;

/// <summary>The simulation's first step in every tree: from the root to an edge that has not been visited, or to a node at which the walk
/// must end.</summary>
/// <param name="trees">The trees.</param>
/// <param name="leaves">Receives the end of each walk.</param>
/// <param name="maxDepth">Edges that a walk follows at most.</param>
internal sealed class TreeWalk(SearchTree trees, SearchLeaves leaves, int maxDepth)
{
    // Enough to cover a cache miss by the others' work, few enough to stay in the first cache.
    private const int WalksAtOnce = 64;

    private const int NoAction = -1;

    private readonly int[] _ended = new int[trees.Trees];

    /// <summary>Nodes that walks have passed so far.</summary>
    public long Selections { get; private set; }

    /// <summary>The trees, in the order in which their walks ended. Neighbours' leaves mostly have the same depth, so that the processor
    /// predicts the end of a loop over the nodes above them ends.</summary>
    public ReadOnlySpan<int> Ended => _ended.AsSpan(0, leaves.Count);

    /// <summary>Walks down to one unexpanded edge per tree, and adds its node.</summary>
    /// <param name="root">Chooses at the roots.</param>
    /// <param name="interior">Chooses below them.</param>
    public void Select<TRoot, TInterior>(ref TRoot root, ref TInterior interior)
        where TRoot : struct, ISelectionRule
        where TInterior : struct, ISelectionRule
    {
        Span<Step> walking = stackalloc Step[WalksAtOnce];
        Span<Step> ended = stackalloc Step[WalksAtOnce];
        for (int first = 0; first < leaves.Count; first += WalksAtOnce)
        {
            int count = Math.Min(WalksAtOnce, leaves.Count - first);
            Walk(first, walking[..count], ended[..count], ref root, ref interior);
            AddNodes(first, ended[..count]);
        }
    }

    // One step down in each tree in turn, so that a node's memory arrives while the other trees make their step.
    private void Walk<TRoot, TInterior>(int first, Span<Step> walking, Span<Step> ended, ref TRoot root, ref TInterior interior)
        where TRoot : struct, ISelectionRule
        where TInterior : struct, ISelectionRule
    {
        for (int i = 0; i < walking.Length; i++)
        {
            walking[i] = new Step(first + i, 0, NoAction);
        }

        int done = StepDown<TRoot, TInterior>(walking, ended, ref root);
        for (int depth = 1; depth < maxDepth && done < ended.Length; depth++)
        {
            done += StepDown<TInterior, TInterior>(walking[..(ended.Length - done)], ended[done..], ref interior);
        }

        walking[..(ended.Length - done)].CopyTo(ended[done..]); // those at the depth's bound
    }

    // Moves the trees that go on to the front, and returns the number of the others. Whether a walk continues is unpredictable, so no
    // branch depends on it.
    private int StepDown<TRule, TNext>(Span<Step> walking, Span<Step> ended, ref TRule rule)
        where TRule : struct, ISelectionRule
        where TNext : struct, ISelectionRule
    {
        Selections += walking.Length;
        ref Step going = ref MemoryMarshal.GetReference(walking);
        ref Step done = ref MemoryMarshal.GetReference(ended);
        int ends = 0;
        for (int i = 0; i < walking.Length; i++)
        {
            Step step = walking[i];
            TreeRecords tree = trees.Records(step.Tree);
            if (tree.Node(step.Node).IsOver)
            {
                Unsafe.Add(ref done, ends++) = new Step(step.Tree, step.Node, NoAction);
                continue;
            }

            int next = rule.Select(step.Tree, tree, step.Node);
            int child = next & ~(next >> 31);
            tree.Prefetch(child);
            if (TNext.ReadsVisits)
            {
                tree.PrefetchVisits(child);
            }

            Unsafe.Add(ref going, i - ends) = new Step(step.Tree, child, NoAction);
            Unsafe.Add(ref done, ends) = new Step(step.Tree, step.Node, ~next);
            ends += next >>> 31;
        }

        return ends;
    }

    private void AddNodes(int first, ReadOnlySpan<Step> ended)
    {
        foreach (Step step in ended)
        {
            trees.Records(step.Tree).PrefetchNext();
            trees.PrefetchRow(step.Tree, step.Node);
        }

        (int[] parents, int[] actions, int[] nodes, bool[] isNew) = (leaves.Parent, leaves.Action, leaves.Node, leaves.IsNew);
        Span<int> order = _ended.AsSpan(first, ended.Length);
        for (int i = 0; i < ended.Length; i++)
        {
            (int tree, int node, int action) = ended[i];
            order[i] = tree;
            parents[tree] = node;
            actions[tree] = action;
            isNew[tree] = action != NoAction;
            nodes[tree] = action != NoAction ? trees.Add(tree, node, action) : node;
        }

        // After all were added: a row could not be read at once behind the write of one of its numbers.
        foreach (Step step in ended)
        {
            if (step.Action != NoAction)
            {
                trees.FindBest(step.Tree, step.Node);
            }
        }
    }

    // The node that a walk has reached, and the action that leads on to its new node.
    private readonly record struct Step(int Tree, int Node, int Action);
}
