using System.Runtime.CompilerServices;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>pUCT at the root with forced playouts and the pruning of what they add to the policy target (KataGo, Wu 2020, section 3.2;
/// docs/ALGORITHM.md 1.13).</summary>
/// <remarks>A visited action of a noisy root is visited until it has sqrt(k P(a) sum N) visits, so that noise is really tried. Afterwards
/// the visits that pUCT would not have made are taken away, so that neither the policy nor the move shows them. A root without noise is
/// searched as by <see cref="PuctRoot"/>.</remarks>
internal struct ForcedRoot : IRootRule
{
    private readonly float _forced; // k
    private readonly Puct _puct; // at a noisy root
    private readonly bool _hasNoise;
    private PuctRoot _root;
    private int _noisy; // trees at the front with noise

    /// <summary>The rule of a search.</summary>
    public ForcedRoot(ISearchModel model, SearchOptions options)
    {
        (_forced, _hasNoise) = ((float)options.ForcedPlayouts, options.RootNoise > 0.0);
        _root = new PuctRoot(model, options);
        Puct puct = new(model, options);
        _puct = new Puct(puct.Exploration, puct.Normalization.WithoutReduction());
    }

    public readonly bool Explores => false;

    public void Begin(SearchTree trees, int count, ReadOnlySpan<RandomStream> random, SearchBudget budget = default)
    {
        _noisy = _hasNoise && !random.IsEmpty ? count - budget.Quick : 0;
        _root.Begin(trees, count, random, budget);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Select(int tree, TreeRecords records, int node)
    {
        int forced = tree < _noisy ? Forced(records, node) : 0;
        return forced > 0 ? forced : _root.Select(tree, records, node);
    }

    public readonly void Conclude(SearchTree trees, TreeProofs? proofs, int tree, Decisions decisions)
    {
        _root.Conclude(trees, proofs, tree, decisions);
        if (tree < _noisy)
        {
            Prune(trees.Records(tree), tree, decisions);
            VisitPolicy.Shares(decisions.Visits(tree), decisions.Policy(tree));
        }
    }

    // The child of the lowest action that lacks forced visits, or 0.
    private readonly int Forced(TreeRecords records, int node)
    {
        float sum = _forced * (records.Node(node).Visits - 1);
        int choice = 0;
        int edges = records.Node(node).Edges;
        for (int record = node; edges > 0; record = records.Node(record).Next)
        {
            ref SearchNode block = ref records[record];
            for (int lane = 0; lane < Math.Min(edges, SearchNode.Width); lane++)
            {
                int child = block.Child[lane];
                ref NodeStatistics statistics = ref records.Node(child);
                bool lacks = (float)statistics.Visits * statistics.Visits < statistics.Prior * sum;
                choice = lacks && (choice == 0 || statistics.Action < records.Node(choice).Action) ? child : choice;
            }

            edges -= SearchNode.Width;
        }

        return choice;
    }

    // Takes up to sqrt(k P sum N) visits from every action but the most visited one, while pUCT still prefers that one; a single visit that
    // remains after that was forced too. A proof may have taken visits before.
    private readonly void Prune(TreeRecords records, int tree, Decisions decisions)
    {
        Span<int> visits = decisions.Visits(tree);
        ReadOnlySpan<float> priors = decisions.Prior(tree), q = decisions.Q(tree);
        NormalizedQ normalized = _puct.Normalization.At(records, 0);
        int simulations = records.Node(0).Visits - 1;
        float exploration = _puct.Exploration[records.Node(0).Visits];
        int best = VisitPolicy.Best(visits);
        float bound = Puct.Score(priors[best], visits[best], q[best], normalized, exploration);
        for (int action = 0; action < visits.Length; action++)
        {
            if (action == best || visits[action] == 0)
            {
                continue;
            }

            int least = visits[action] - (int)MathF.Sqrt(_forced * priors[action] * simulations);
            while (visits[action] > Math.Max(least, 1)
                && Puct.Score(priors[action], visits[action] - 1, q[action], normalized, exploration) < bound)
            {
                visits[action]--;
            }

            visits[action] = visits[action] == 1 ? 0 : visits[action];
        }
    }
}
