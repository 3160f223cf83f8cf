using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>Selection at chance nodes: each visit draws an outcome by its probability, and each outcome that was drawn has a node of its
/// own (Stochastic MuZero, Antonoglou et al. 2022, section 4.2; docs/ALGORITHM.md 1.10).</summary>
/// <remarks>The draws of one node are stratified: visit n takes the fraction of u + n phi, with u drawn for the node and phi the golden
/// ratio's. Each draw by itself has the outcomes' probabilities, and the shares of the visits approach them faster than those of
/// independent draws.</remarks>
/// <param name="outcomes">C, chance outcomes at most.</param>
internal sealed class ChanceNodes(int outcomes)
{
    private const double GoldenRatio = 0.61803398874989485;
    private const ulong GreedySeed = 0xC4A7CE; // any number: without streams the same position has the same draws

    private readonly float[] _probabilities = new float[outcomes];
    private readonly int[] _children = new int[outcomes];
    private SearchTree? _trees;
    private ulong[] _seeds = []; // [T]

    /// <summary>Takes the trees that it selects in.</summary>
    public void Attach(SearchTree trees) => (_trees, _seeds) = (trees, new ulong[trees.Trees]);

    /// <summary>Draws the trees' seeds.</summary>
    /// <param name="count">Trees in use.</param>
    /// <param name="random">One stream per tree; empty for greedy play.</param>
    public void Begin(int count, ReadOnlySpan<RandomStream> random)
    {
        for (int tree = 0; tree < count; tree++)
        {
            _seeds[tree] = random.IsEmpty ? GreedySeed : random[tree].NextBits();
        }
    }

    /// <summary>Writes the number from which a model draws the outcome behind a new leaf, if the leaf is a chance node.</summary>
    public void Draw(SearchLeaves leaves)
    {
        for (int tree = 0; tree < leaves.Count; tree++)
        {
            leaves.Uniform[tree] = Uniform(tree, leaves.Node[tree], visit: 0);
        }
    }

    /// <summary>The child of the outcome that a chance node's next visit draws, or ~outcome if it has not been visited.</summary>
    public int Select(int tree, TreeRecords records, int node)
    {
        ref NodeStatistics statistics = ref records.Node(node);

        // The mean Q of the decision above, for UnvisitedRule.MeanQ below.
        statistics.VisitedPrior = records.Node(statistics.Parent).VisitedPrior;
        ReadEdges(tree, records, node);
        double uniform = Uniform(tree, node, statistics.Visits);
        int outcome = ChanceDraw.Outcome(_probabilities, ref uniform);
        return _children[outcome] > 0 ? _children[outcome] : ~outcome;
    }

    private void ReadEdges(int tree, TreeRecords records, int node)
    {
        _trees!.Unvisited(tree, node)[..outcomes].CopyTo(_probabilities);
        Array.Clear(_children);
        int edges = records.Node(node).Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                int child = records[record].Child[lane];
                ref NodeStatistics below = ref records.Node(child);
                (_probabilities[below.Action], _children[below.Action]) = (below.Prior, child);
            }

            edges -= SearchNode.Width;
        }
    }

    private double Uniform(int tree, int node, int visit)
    {
        double first = (RandomStream.Derive(_seeds[tree], (ulong)node) >> 11) * (1.0 / (1UL << 53));
        double sum = first + (visit * GoldenRatio);
        return sum - Math.Floor(sum);
    }
}

/// <summary>A rule below the root for games with chance: <see cref="ChanceNodes"/> at chance nodes, and
/// <typeparamref name="TDecision"/> where a player is to move.</summary>
internal struct WithChance<TDecision>(TDecision decision, ChanceNodes chance) : ISelectionRule
    where TDecision : struct, ISelectionRule
{
    private TDecision _decision = decision; // not readonly: a rule may keep what it drew

    public static bool PassesChance => true;

    public static bool ReadsVisits => TDecision.ReadsVisits;

    public int Select(int tree, TreeRecords records, int node)
        => records.Node(node).Kind == NodeKind.Chance ? chance.Select(tree, records, node) : _decision.Select(tree, records, node);
}
