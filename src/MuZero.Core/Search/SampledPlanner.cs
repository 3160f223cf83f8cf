using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Search;

/// <summary>Sampled MuZero's planner: a search over the edges of a sampled model, and the translation of its answers to the game's
/// actions (docs/ALGORITHM.md 1.15).</summary>
internal sealed class SampledPlanner : IPlanner
{
    private readonly ISampledModel _model;
    private readonly BatchedSearch<PuctRoot, Puct> _search;
    private readonly Decisions _edges;

    /// <summary>A planner over a search of <paramref name="model"/>.</summary>
    public SampledPlanner(ISampledModel model, BatchedSearch<PuctRoot, Puct> search)
    {
        (_model, _search) = (model, search);
        _edges = new Decisions(search.Capacity, model.Actions, observation: 0);
    }

    public int Capacity => _search.Capacity;

    public int Simulations => _search.Simulations;

    public double MeanDepth => _search.MeanDepth;

    /// <summary>The trees over edges, for tests.</summary>
    internal SearchTree Trees => _search.Trees;

    public void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Decisions decisions)
        => Plan(states, random, budget: default, decisions);

    public void Plan(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, SearchBudget budget, Decisions decisions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(states.Length, Capacity);
        _model.Begin(random);
        _model.Prepare(decisions);
        _search.Plan(states, random, budget, decisions, _edges);
        for (int i = 0; i < states.Length; i++)
        {
            decisions.Value(i) = _edges.Value(i);
            _model.Conclude(i * Trees.Nodes, _edges, i, decisions);
        }
    }

    public int PrincipalVariation(int position, Span<int> actions) => Line(position, first: -1, actions);

    public int Variation(int position, int action, Span<int> actions)
        => _model.Edge(position * Trees.Nodes, action) is >= 0 and int edge ? Line(position, edge, actions) : 0;

    public int Finished(int position) => _search.Finished(position);

    public void LimitBy(ISearchLimit? limit) => _search.LimitBy(limit);

    private int Line(int position, int first, Span<int> actions)
    {
        int count = Trees.MostVisitedNodes(position, first, actions);
        foreach (ref int entry in actions[..count])
        {
            NodeStatistics node = Trees.Node(position, entry);
            entry = _model.Action((position * Trees.Nodes) + node.Parent, node.Action);
        }

        return count;
    }
}
