using System.Runtime.ExceptionServices;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Search.Tree;

namespace MuZero.Search.Positions;

/// <summary>pUCT for one position at a time, as play and analysis want it: several threads and several leaves of one tree at once, with
/// virtual loss; a tree that is kept between moves; a move choice and an end of its own (docs/ALGORITHM.md 1.12).</summary>
/// <remarks>A simulation has the three steps of <see cref="BatchedSearch{TRoot, TInterior}"/>. Walk and backup take a lock, evaluation
/// takes none, and costs many times as much. With one thread a plan repeats bit for bit; with the default options it is that of the batched
/// search. Several positions are searched side by side by one thread, or one after another by several.</remarks>
internal sealed class PositionSearch : IPlanner
{
    /// <summary>The simulations of a kept tree at most, over those of a move.</summary>
    public const int KeptTree = 4;

    private const long NodeBytes = 272 + sizeof(int); // without its row of priors and its state

    private readonly object _gate = new();
    private readonly PositionTrees _trees;
    private readonly PositionWorker[] _workers;
    private readonly SearchTree _nodes;
    private readonly IGameState?[] _states; // [T, N]
    private readonly bool[] _isWhole;       // [T] false before the first plan, and after one that failed
    private readonly TreeReuse? _reuse;
    private readonly LowerConfidenceBound? _choice;
    private readonly RootSymmetries? _symmetries;
    private ISearchLimit? _limit;
    private Exception? _fault;

    /// <summary>A search of at most <paramref name="positions"/> positions.</summary>
    /// <param name="game">The game; <see cref="PositionOptions"/> says which options need what of it.</param>
    /// <param name="networks">A network for each thread; those beyond the options' threads are not used.</param>
    /// <param name="usesRules">True to plan with the game's rules, false with the network's dynamics.</param>
    /// <param name="search">The rules of pUCT; <see cref="SearchOptions.Simulations"/> must be set.</param>
    /// <param name="options">The rest.</param>
    /// <param name="positions">Positions at most.</param>
    /// <exception cref="UserException">The trees do not fit into memory.</exception>
    public PositionSearch(
        IGame game, IReadOnlyList<INetwork> networks, bool usesRules, SearchOptions search, PositionOptions options, int positions)
    {
        int nodes = Nodes(game.Spec, search.Simulations, options);
        SearchTree.RequireRoom(positions, nodes, game.Spec.Actions);
        _nodes = new SearchTree(positions, nodes, game.Spec.Actions);
        _states = new IGameState?[usesRules ? positions * nodes : 0];
        ISearchModel[] models =
        [
            .. networks.Take(options.Threads).Select<INetwork, ISearchModel>(network => usesRules
                ? new PerfectModel(network, game.Spec, _states)
                : new LearnedModel(network, game.Spec)),
        ];
        Simulations = search.Simulations;
        _trees = new PositionTrees(models[0], _nodes, _states, search, options);
        int symmetries = options.RootSymmetries ? ((ISymmetries)game).Symmetries : 0;
        int leaves = Math.Max(positions * options.Batch, symmetries);
        _workers = Array.ConvertAll(
            models, model => new PositionWorker(_trees, model, leaves, options.Batch));
        Array.ForEach(models, model => model.Reserve(leaves, (positions * nodes) + symmetries));
        _isWhole = new bool[positions];
        float[] squares = _trees.Paths.Squares;
        (float least, float largest) = models[0].ValueBounds;
        _choice = options.LowerConfidenceBound > 0.0
            ? new LowerConfidenceBound(_nodes, squares, options.LowerConfidenceBound, (double)largest - least)
            : null;
        _reuse = options.ReuseTree ? new TreeReuse(_nodes, _states, squares, (float)search.SmallestSpread) : null;
        _symmetries = options.RootSymmetries
            ? new RootSymmetries(_nodes, networks[0], (ISymmetries)game, firstSlot: usesRules ? 0 : positions * nodes)
            : null;
    }

    public int Capacity => _nodes.Trees;

    public int Simulations { get; }

    public double MeanDepth => _trees.Selections / (double)Math.Max(1, _trees.Simulations);

    /// <summary>The whole trees, for tests.</summary>
    internal PositionTrees Trees => _trees;

    /// <summary>Simulations that a tree of at most some memory has room for.</summary>
    /// <param name="spec">The game.</param>
    /// <param name="mebibytes">The memory, without the game's states.</param>
    public static int SimulationsIn(GameSpec spec, int mebibytes)
        => (int)Math.Clamp(((long)mebibytes << 20) / (NodeBytes + (sizeof(float) * (long)VectorMath.Padded(spec.Actions))), 2, 1 << 30) - 1;

    public void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Decisions decisions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states.Length, Capacity);
        Begin(states, random, decisions);
        if (_workers.Length == 1)
        {
            SearchSideBySide(states.Length);
        }
        else
        {
            for (int tree = 0; tree < states.Length; tree++)
            {
                SearchTogether(tree);
            }
        }

        for (int tree = 0; tree < states.Length; tree++)
        {
            _isWhole[tree] = true;
            _trees.Root.Conclude(_nodes, _trees.Proofs, tree, decisions);
            decisions.Action(tree) = _choice?.Choose(tree, decisions.Visits(tree), decisions.Action(tree)) ?? decisions.Action(tree);
        }
    }

    public int PrincipalVariation(int position, Span<int> actions) => _nodes.MostVisitedPath(position, first: -1, actions);

    public int Variation(int position, int action, Span<int> actions) => _nodes.MostVisitedPath(position, action, actions);

    public int Finished(int position) => _trees.Finished(position);

    public void LimitBy(ISearchLimit? limit) => _limit = limit;

    // Of a tree about two thirds are kept if the moves are the expected ones, so it grows to three times the simulations of a move.
    private static int Nodes(GameSpec spec, int simulations, PositionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(simulations);
        long wanted = (options.ReuseTree ? KeptTree * (long)simulations : simulations) + 1;
        long most = options.TreeMebibytes > 0 ? SimulationsIn(spec, options.TreeMebibytes) + 1L : int.MaxValue;
        return (int)Math.Min(wanted, most);
    }

    // Keeps what it can of the trees, and evaluates the roots of the others by one call.
    private void Begin(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Decisions decisions)
    {
        List<int> roots = [];
        for (int tree = 0; tree < states.Length; tree++)
        {
            Planner.RequireUnfinished(states[tree], tree);
            if (states.Length > 1 || !random.IsEmpty || !TryKeep(tree, states[tree])) // a position's answers do not depend on the others
            {
                roots.Add(tree);
            }

            _isWhole[tree] = false;
        }

        EvaluateRoots(states, [.. roots]);
        for (int tree = 0; tree < states.Length; tree++)
        {
            Span<float> observation = decisions.Observation(tree);
            states[tree].Observe(states[tree].ToPlay, observation);
            _symmetries?.Average(tree, observation);
            _trees.Begin(tree);
        }

        _trees.Root.Begin(_nodes, states.Length, random);
    }

    private bool TryKeep(int tree, IGameState state)
    {
        int root = _reuse is not null && _isWhole[tree] ? _reuse.Find(tree, state) : -1;
        if (root < 0)
        {
            return false;
        }

        _reuse!.Keep(tree, root);
        return true;
    }

    private void EvaluateRoots(ReadOnlySpan<IGameState> states, int[] roots)
    {
        if (roots.Length == 0)
        {
            return;
        }

        PositionWorker worker = _workers[0];
        IGameState[] positions = new IGameState[roots.Length];
        for (int leaf = 0; leaf < roots.Length; leaf++)
        {
            positions[leaf] = states[roots[leaf]];
            worker.Leaves.First[leaf] = roots[leaf] * _nodes.Nodes;
            _trees.Paths.Clear(roots[leaf]);
        }

        worker.Leaves.Count = roots.Length;
        worker.ExpandRoots(roots, worker.Model.Root(positions, worker.Leaves));
        worker.Leaves.Count = 0;
    }

    private void SearchSideBySide(int count)
    {
        PositionWorker worker = _workers[0];
        bool isOpen = true;
        while (isOpen)
        {
            isOpen = false;
            for (int tree = 0; tree < count; tree++)
            {
                isOpen |= !_trees.IsClosed(tree) && worker.Begin(tree);
            }

            if (worker.Leaves.Count > 0)
            {
                worker.Finish(worker.Model.Expand(worker.Leaves));
            }

            for (int tree = 0; tree < count; tree++)
            {
                EndIfDue(tree);
            }
        }
    }

    private void SearchTogether(int tree)
    {
        _fault = null;
        Thread[] helpers = Array.ConvertAll(
            _workers[1..], worker => new Thread(() => Search(worker, tree)) { IsBackground = true, Name = "search" });
        Array.ForEach(helpers, helper => helper.Start());
        Search(_workers[0], tree);
        Array.ForEach(helpers, helper => helper.Join());
        if (_fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private void Search(PositionWorker worker, int tree)
    {
        try
        {
            ReadOnlySpan<float> logits = [];
            while (Turn(worker, tree, logits))
            {
                logits = worker.Model.Expand(worker.Leaves);
            }
        }
#pragma warning disable CA1031 // It is thrown again on the caller's thread.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                _fault ??= fault;
                _trees.End(tree);
                worker.Leaves.Count = 0;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Ends the simulations that were evaluated and begins the next ones under one lock, so that the tree changes cores once a batch. Waits
    // while every walk leads to a leaf that another thread evaluates. False if there is nothing left to begin.
    private bool Turn(PositionWorker worker, int tree, ReadOnlySpan<float> logits)
    {
        lock (_gate)
        {
            if (worker.Leaves.Count > 0)
            {
                worker.Finish(logits);
                EndIfDue(tree);
                Monitor.PulseAll(_gate);
            }

            while (!_trees.IsClosed(tree))
            {
                bool hasBegun = worker.Begin(tree);
                if (worker.Leaves.Count > 0)
                {
                    return true;
                }

                EndIfDue(tree);
                if (!hasBegun && !_trees.IsClosed(tree))
                {
                    Monitor.Wait(_gate);
                }
            }

            return false;
        }
    }

    // At least one simulation, so that there is a move.
    private void EndIfDue(int tree)
    {
        int finished = _trees.Finished(tree);
        if (finished > 0 && _limit?.IsReached(finished) == true)
        {
            _trees.End(tree);
        }

        _trees.EndIfDecided(tree, _limit?.Remaining(finished) ?? int.MaxValue);
    }
}
