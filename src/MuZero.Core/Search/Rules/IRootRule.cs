using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Rules;

/// <summary>The rule at the root: it may draw before the first simulation, and it concludes after the last what to play and what a policy
/// learns.</summary>
/// <remarks>The search keeps one rule for all its trees; a rule's state for a root is in arrays of its own, by tree. The first argument of
/// <see cref="ISelectionRule.Select"/> names the tree, and its root has had Visits - 1 simulations.</remarks>
internal interface IRootRule : ISelectionRule
{
    /// <summary>See <see cref="IPlanner.Explores"/>.</summary>
    bool Explores { get; }

    /// <summary>Prepares the roots, whose priors and values are known.</summary>
    /// <param name="trees">The trees; <see cref="SearchTree.FindBest"/> must follow a change of priors.</param>
    /// <param name="count">Trees in use.</param>
    /// <param name="random">One stream per tree; empty for greedy play.</param>
    /// <param name="budget">The lengths of the searches.</param>
    void Begin(SearchTree trees, int count, ReadOnlySpan<RandomStream> random, SearchBudget budget = default);

    /// <summary>Writes a tree's decision, except its observation.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="proofs">What was proven in them, or null.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="decisions">Receives the decision.</param>
    void Conclude(SearchTree trees, TreeProofs? proofs, int tree, Decisions decisions);
}
