using MuZero.Games;
using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>The positions of the trees by their hash. A new node of a position that its tree has already takes the searched value of that
/// node in place of the network's (the UCT2 of Childs, Brodeur and Kocsis, 2008, at a node's first visit).</summary>
/// <param name="trees">The trees.</param>
/// <param name="states">[T, N] the states of the nodes.</param>
internal sealed class Transpositions(SearchTree trees, IGameState?[] states)
{
    private readonly Dictionary<ulong, int>[] _nodes = [.. Enumerable.Range(0, trees.Trees).Select(_ => new Dictionary<ulong, int>())];

    /// <summary>Nodes so far that took another one's value.</summary>
    public long Taken { get; private set; }

    /// <summary>Lists the nodes of a tree anew.</summary>
    public void Begin(int tree)
    {
        _nodes[tree].Clear();
        TreeRecords records = trees.Records(tree);
        for (int node = 0; node < records.Totals.Nodes; node++)
        {
            if (records.Node(node).Kind is NodeKind.Decision or NodeKind.Proven)
            {
                _nodes[tree].TryAdd(Hash(tree, node), node);
            }
        }
    }

    /// <summary>Gives an evaluated node the value of the first node of the same position, if there is one.</summary>
    public void Take(int tree, int node)
    {
        ref NodeStatistics statistics = ref trees.Node(tree, node);
        if (statistics.Kind != NodeKind.Decision || _nodes[tree].TryAdd(Hash(tree, node), node))
        {
            return;
        }

        // The first node is evaluated: a node is listed after its evaluation.
        statistics.RawValue = trees.Node(tree, _nodes[tree][Hash(tree, node)]).Value;
        Taken++;
    }

    private ulong Hash(int tree, int node) => ((IHashable)states[(tree * trees.Nodes) + node]!).Hash;
}
