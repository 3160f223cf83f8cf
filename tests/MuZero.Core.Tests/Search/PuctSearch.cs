using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Rules;
using MuZero.Search.Tree;

namespace MuZero.Core.Tests.Search;

/// <summary>The built-in planner together with its decisions and trees.</summary>
internal sealed class PuctSearch
{
    // Room for the observation of any of the tests' games.
    private const int Observation = 64;

    private readonly IPlanner _search;

    public PuctSearch(ISearchModel model, SearchOptions options, int trees, int observation = Observation)
    {
        _search = MuZero.Search.Planner.Create(model, options, trees);
        Tree = _search is BatchedSearch<PuctRoot, Puct> plain ? plain.Trees : ((BatchedSearch<PuctRoot, WithChance<Puct>>)_search).Trees;
        Decisions = new Decisions(trees, model.Actions, observation);
    }

    public Decisions Decisions { get; }

    public IPlanner Planner => _search;

    public SearchTree Tree { get; }

    public void Run(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random) => _search.Plan(states, random, Decisions);

    public int Action(int tree) => Decisions.Action(tree);

    public ReadOnlySpan<int> Visits(int tree) => Decisions.Visits(tree);

    public ReadOnlySpan<float> Q(int tree) => Decisions.Q(tree);

    public ReadOnlySpan<float> Prior(int tree) => Decisions.Prior(tree);

    public float Value(int tree) => Decisions.Value(tree);
}
