using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>A search's results at its roots, by action. T = trees, A = actions.</summary>
internal sealed class RootRows(int trees, int actions)
{
    private readonly int[] _visits = new int[trees * actions];
    private readonly float[] _q = new float[trees * actions];
    private readonly float[] _prior = new float[trees * actions];

    /// <summary>[A] visit counts.</summary>
    public ReadOnlySpan<int> Visits(int tree) => _visits.AsSpan(tree * actions, actions);

    /// <summary>[A] Q, 0 if unvisited.</summary>
    public ReadOnlySpan<float> Q(int tree) => _q.AsSpan(tree * actions, actions);

    /// <summary>[A] priors, <see cref="SearchTree.Illegal"/> if an action may not be chosen.</summary>
    public ReadOnlySpan<float> Prior(int tree) => _prior.AsSpan(tree * actions, actions);

    /// <summary>Takes over a tree's root.</summary>
    public void Read(SearchTree source, int tree)
    {
        int start = tree * actions;
        Write(source, tree, 0, _visits.AsSpan(start, actions), _q.AsSpan(start, actions), _prior.AsSpan(start, actions));
    }

    /// <summary>Spreads a node's edges over its actions.</summary>
    public static void Write(SearchTree source, int tree, int node, Span<int> visits, Span<float> q, Span<float> prior)
    {
        visits.Clear();
        q.Clear();
        source.Unvisited(tree, node)[..prior.Length].CopyTo(prior);
        TreeRecords records = source.Records(tree);
        int edges = records.Node(node).Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            ref SearchNode block = ref records[record];
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                ref NodeStatistics child = ref records.Node(block.Child[lane]);
                visits[child.Action] = child.Visits;
                q[child.Action] = block.Q[lane];
                prior[child.Action] = child.Prior;
            }

            edges -= SearchNode.Width;
        }
    }
}
