using MuZero.Search;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search.Tree;

/// <summary>A tree's nodes by action, as published trees are written, and nodes made by hand.</summary>
internal static class TreeRows
{
    /// <summary>The number of edges that a node may have: outcomes at a chance node, padded, and actions elsewhere.</summary>
    public static int Edges(this SearchTree tree, int index, int node)
        => tree.Node(index, node).Kind == NodeKind.Chance ? tree.Width : tree.Actions;

    public static int[] Visits(this SearchTree tree, int index, int node) => Rows(tree, index, node).Visits;

    public static float[] Q(this SearchTree tree, int index, int node) => Rows(tree, index, node).Q;

    public static float[] Prior(this SearchTree tree, int index, int node) => Rows(tree, index, node).Prior;

    /// <summary>[edges] the nodes behind a node's edges, 0 if there is none.</summary>
    public static int[] Child(this SearchTree tree, int index, int node)
    {
        int[] children = new int[tree.Edges(index, node)];
        for (int child = 1; child < tree.Records(index).Totals.Nodes; child++)
        {
            ref NodeStatistics statistics = ref tree.Node(index, child);
            if (statistics.Parent == node)
            {
                children[statistics.Action] = child;
            }
        }

        return children;
    }

    /// <summary>A tree whose root has these priors and a visit.</summary>
    public static SearchTree Root(IEnumerable<float> priors)
    {
        float[] row = [.. priors];
        var tree = new SearchTree(1, row.Length + 1, row.Length, keepsVisits: true);
        tree.Clear(0);
        tree.Node(0, 0).Visits = 1;
        tree.SetPriors(0, row);
        return tree;
    }

    /// <summary>Gives a node without edges its priors.</summary>
    public static void SetPriors(this SearchTree tree, int node, params ReadOnlySpan<float> priors)
    {
        tree.Unvisited(0, node).Fill(SearchTree.Illegal);
        priors.CopyTo(tree.Unvisited(0, node));
        tree.FindBest(0, node);
    }

    /// <summary>Visits an edge that has no visits, and returns the node behind it.</summary>
    public static int Visit(this SearchTree tree, int node, int action, int visits, float q)
    {
        int child = tree.Add(0, node, action);
        tree.FindBest(0, node);
        tree.Node(0, child).Visits = visits;
        tree.Records(0).SetEdge(tree.Node(0, child), q);
        tree.Records(0).SetVisits(tree.Node(0, child));
        return child;
    }

    /// <summary>Takes a Q into the tree's range.</summary>
    public static void Widen(this SearchTree tree, float q, float smallestSpread = 0.0f)
    {
        ref TreeTotals totals = ref tree.Records(0).Totals;
        MinMaxStats minMax = totals.MinMax;
        bool isFirst = minMax.Max < minMax.Min;
        minMax.Update(q);
        totals.Widen(minMax, smallestSpread, isRaw: isFirst);
    }

    private static (int[] Visits, float[] Q, float[] Prior) Rows(SearchTree tree, int index, int node)
    {
        int edges = tree.Edges(index, node);
        (int[] visits, float[] q, float[] prior) = (new int[edges], new float[edges], new float[edges]);
        tree.ReadEdges(index, node, visits, q, prior);
        return (visits, q, prior);
    }
}
