using System.Runtime.CompilerServices;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>pUCT at the root: Dirichlet noise on the priors if there is exploration; the policy learns the shares of the visits, and the
/// most visited action is played (AlphaZero, MuZero).</summary>
internal struct PuctRoot : IRootRule
{
    private readonly SearchOptions _options;
    private readonly double[] _draw; // [A]
    private readonly Puct _greedy;
    private readonly Puct _exploring;
    private Puct _rule;

    /// <summary>The rule of a search.</summary>
    public PuctRoot(ISearchModel model, SearchOptions options)
    {
        _options = options;
        _draw = new double[model.Actions];
        _greedy = new Puct(model, options);

        // At a noisy root an unvisited edge is worth no less than the node itself (KataGo).
        _exploring = new Puct(_greedy.Exploration, _greedy.Normalization.WithoutReduction());
        _rule = _greedy;
    }

    public readonly bool Explores => false;

    public void Begin(SearchTree trees, int count, ReadOnlySpan<RandomStream> random, SearchBudget budget = default)
    {
        // Quick searches have no noise, and the same first-play value as the others: the rule is one for the whole batch.
        bool isNoisy = !random.IsEmpty && _options.RootNoise > 0.0;
        _rule = isNoisy ? _exploring : _greedy;
        for (int tree = 0; isNoisy && tree < count - budget.Quick; tree++)
        {
            RootNoise.Mix(trees.Unvisited(tree, 0)[..trees.Actions], _options.DirichletAlpha, _options.RootNoise, random[tree], _draw);
            trees.FindBest(tree, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Select(int tree, TreeRecords records, int node) => _rule.Select(tree, records, node);

    public readonly void Conclude(SearchTree trees, TreeProofs? proofs, int tree, Decisions decisions)
    {
        Span<int> visits = decisions.Visits(tree);
        trees.ReadEdges(tree, 0, visits, decisions.Q(tree), decisions.Prior(tree));
        decisions.Value(tree) = trees.Node(tree, 0).Value;
        proofs?.Conclude(tree, visits, ref decisions.Value(tree));
        VisitPolicy.Shares(visits, decisions.Policy(tree));
        decisions.Action(tree) = VisitPolicy.Best(visits);
    }
}
