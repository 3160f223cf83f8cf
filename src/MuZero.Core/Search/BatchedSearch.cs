using MuZero.Errors;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>Monte-Carlo tree search over a batch of trees, one leaf per tree per simulation, so that the network always sees the whole
/// batch and no virtual loss is needed (docs/ALGORITHM.md 1.7).</summary>
/// <remarks><c>Plan</c> is the algorithm: select, expand, back up. The steps are <see cref="TreeWalk"/>, the model and
/// <see cref="TreeBackup"/>; the rules choose the edges of a walk, <typeparamref name="TRoot"/> at the root and
/// <typeparamref name="TInterior"/> below it. Everything is allocated once.</remarks>
internal sealed class BatchedSearch<TRoot, TInterior> : IPlanner
    where TRoot : struct, IRootRule
    where TInterior : struct, ISelectionRule
{
    private readonly ISearchModel _model;
    private readonly SearchTree _trees;
    private readonly SearchLeaves _leaves;
    private readonly TreeWalk _walk;
    private readonly NodeExpansion _expansion;
    private readonly TreeBackup _backup;
    private readonly SeatBackup? _seats; // of more than two players
    private readonly TreeProofs? _proofs;
    private readonly ChanceNodes? _chance;
    private TRoot _root; // not readonly: a root rule may keep what it drew
    private TInterior _interior;
    private long _simulations;
    private ISearchLimit? _limit;
    private int _finished; // simulations of the last plan
    private int[] _budgets = []; // [T] of its positions, if they were given
    private bool _isBudgeted;

    /// <summary>A search of at most <paramref name="trees"/> positions at once.</summary>
    /// <param name="model">Plans with it.</param>
    /// <param name="options">The number of simulations and the greatest depth; the rules have taken what concerns them.</param>
    /// <param name="trees">T, positions at most.</param>
    /// <param name="root">The rule at the root.</param>
    /// <param name="interior">The rule below it; <see cref="WithChance{TDecision}"/> if the model has chance outcomes.</param>
    /// <param name="chance">The part of <paramref name="interior"/> for chance nodes; null if the model has no chance outcomes.</param>
    /// <exception cref="UserException">The trees do not fit into memory.</exception>
    public BatchedSearch(
        ISearchModel model, SearchOptions options, int trees, TRoot root, TInterior interior, ChanceNodes? chance = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trees);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Simulations);
        Simulations = options.Simulations;
        int seatNumbers = model.Seats > 1 ? 2 * model.Seats : 0;
        SearchTree.RequireRoom(
            trees, Simulations + 1L, Math.Max(model.Actions, model.ChanceOutcomes) + seatNumbers, TInterior.ReadsVisits);
        (_model, _root, _interior) = (model, root, interior);
        _trees = new SearchTree(trees, Simulations + 1, model.Actions, model.ChanceOutcomes, TInterior.ReadsVisits);
        _leaves = new SearchLeaves(trees, model.Actions, model.ChanceOutcomes, model.Seats);
        _chance = chance;
        _chance?.Attach(_trees);

        // No walk passes more nodes than there are.
        _walk = new TreeWalk(_trees, _leaves, Math.Min(options.MaxDepth > 0 ? options.MaxDepth : int.MaxValue, _trees.Nodes));
        _proofs = options.ProvenValues && model.HasExactEnds ? new TreeProofs(_trees, model.ValueBounds.Min, model.ValueBounds.Max) : null;
        _expansion = new NodeExpansion(_trees, _leaves);
        _backup = new TreeBackup(_trees, _leaves, _expansion, (float)options.SmallestSpread, _proofs);
        _seats = model.Seats > 1 ? new SeatBackup(_trees, _leaves, _expansion, model.Seats, (float)options.SmallestSpread) : null;
        for (int tree = 0; tree < trees; tree++)
        {
            _leaves.First[tree] = tree * _trees.Nodes;
        }

        model.Reserve(trees, trees * _trees.Nodes);
    }

    public int Capacity => _trees.Trees;

    public int Simulations { get; }

    public bool Explores => _root.Explores;

    public double MeanDepth => _walk.Selections / (double)Math.Max(1, _simulations);

    /// <summary>The whole trees, for tests of published ones.</summary>
    internal SearchTree Trees => _trees;

    public void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Decisions decisions)
        => Plan(states, random, budget: default, decisions, decisions);

    public void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, SearchBudget budget, Decisions decisions)
        => Plan(states, random, budget, decisions, decisions);

    /// <summary>Plans every position, with the observations apart from the other answers.</summary>
    internal void Plan(
        ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, SearchBudget budget, Decisions observed, Decisions decisions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states.Length, Capacity);
        for (int i = 0; i < states.Length; i++)
        {
            Planner.RequireUnfinished(states[i], i);
        }

        _leaves.Count = states.Length;
        ReadOnlySpan<float> priors = _model.Root(states, _leaves);
        if (_seats is null)
        {
            _expansion.ExpandRoots(priors);
        }
        else
        {
            _seats.ExpandRoots(priors);
        }

        Observe(observed);
        _root.Begin(_trees, states.Length, random, budget);
        _chance?.Begin(states.Length, random);
        int simulation = 0;
        for (; simulation < Simulations && (simulation == 0 || _limit?.IsReached(simulation) != true); simulation++)
        {
            _leaves.Count = budget.Searching(simulation, _leaves.Count);
            if (_leaves.Count == 0)
            {
                break;
            }

            _simulations += _leaves.Count;
            _walk.Select(ref _root, ref _interior); // down to one unexpanded edge per tree
            _chance?.Draw(_leaves);
            ReadOnlySpan<float> logits = _model.Expand(_leaves); // one network call for all of them
            if (_seats is null)
            {
                _backup.Run<TInterior>(_walk.Ended, logits); // new nodes, and the leaves' values up to the roots
            }
            else
            {
                _seats.Run<TInterior>(_walk.Ended, logits);
            }
        }

        _finished = simulation;
        Keep(budget.Simulations);
        for (int tree = 0; tree < states.Length; tree++)
        {
            _root.Conclude(_trees, _proofs, tree, decisions);
            _seats?.Conclude(tree, decisions.PlayerValues(tree));
        }
    }

    public int PrincipalVariation(int position, Span<int> actions) => _trees.MostVisitedPath(position, first: -1, actions);

    public int Variation(int position, int action, Span<int> actions) => _trees.MostVisitedPath(position, action, actions);

    public int Finished(int position) => _isBudgeted ? Math.Min(_finished, _budgets[position]) : _finished;

    public void LimitBy(ISearchLimit? limit) => _limit = limit;

    private void Keep(ReadOnlySpan<int> budgets)
    {
        _isBudgeted = !budgets.IsEmpty;
        if (_isBudgeted)
        {
            _budgets = _budgets.Length == 0 ? new int[Capacity] : _budgets;
            budgets.CopyTo(_budgets);
        }
    }

    private void Observe(Decisions decisions)
    {
        for (int tree = 0; tree < _leaves.Count; tree++)
        {
            _model.Observation(tree).CopyTo(decisions.Observation(tree));
        }
    }
}
