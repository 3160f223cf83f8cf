using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;

namespace MuZero.Core.Tests.Search;

public class SearchBudgetTests
{
    private const int Actions = 7;

    private static readonly int[] _budgets = [40, 40, 17, 5, 5, 2];

    [Theory]
    [InlineData(SearchVariant.Puct)]
    [InlineData(SearchVariant.Gumbel)]
    public void Plan_Budgets_EachSearchIsThatOfASearchOfItsLengthAlone(SearchVariant variant)
    {
        Decisions together = Plan(variant, _budgets, quick: 3, noise: 0.0, out _);

        for (int i = 0; i < _budgets.Length; i++)
        {
            SearchOptions options = new() { Variant = variant, Simulations = _budgets[i], RootNoise = 0.0 };
            IPlanner alone = Planner.Create(Model(), options, 1);
            Decisions decisions = new(1, Actions, observation: 0);
            alone.Plan([new NamedRoot($"r{i}")], [new RandomStream((ulong)i)], decisions);
            Assert.Equal(decisions.Visits(0).ToArray(), together.Visits(i).ToArray());
            Assert.Equal(decisions.Policy(0).ToArray(), together.Policy(i).ToArray());
            Assert.Equal((decisions.Value(0), decisions.Action(0)), (together.Value(i), together.Action(i)));
            Assert.Equal(_budgets[i], together.Visits(i).ToArray().Sum());
        }
    }

    [Fact]
    public void Plan_SearchesThatAreOver_EvaluateNothingMore()
    {
        Plan(SearchVariant.Puct, _budgets, quick: 3, noise: 0.0, out ScriptedModel model);

        // Walks that end at a terminal node evaluate nothing.
        Plan(SearchVariant.Puct, [40, 40, 40, 40, 40, 40], quick: 0, noise: 0.0, out ScriptedModel whole);
        Assert.InRange(model.Evaluations, 1, _budgets.Sum());
        Assert.True(model.Evaluations < whole.Evaluations);
    }

    [Fact]
    public void Plan_QuickSearches_HaveNoNoise()
    {
        Decisions noisy = Plan(SearchVariant.Puct, _budgets, quick: 3, noise: 0.25, out _);
        Decisions plain = Plan(SearchVariant.Puct, _budgets, quick: 6, noise: 0.25, out _);

        for (int i = 0; i < _budgets.Length; i++)
        {
            Assert.Equal(i >= 3, noisy.Prior(i).SequenceEqual(plain.Prior(i)));
        }
    }

    [Fact]
    public void Finished_Budgets_AreEachPositionsOwn()
    {
        IPlanner planner = Planner.Create(Model(), new SearchOptions { Simulations = 40 }, _budgets.Length);
        planner.Plan(Roots(_budgets.Length), [], new SearchBudget(_budgets, 3), new Decisions(_budgets.Length, Actions, observation: 0));

        Assert.Equal(_budgets, Enumerable.Range(0, _budgets.Length).Select(planner.Finished));

        planner.Plan(Roots(1), [], new Decisions(1, Actions, observation: 0));
        Assert.Equal(40, planner.Finished(0));
    }

    private static Decisions Plan(SearchVariant variant, int[] budgets, int quick, double noise, out ScriptedModel model)
    {
        model = Model();
        SearchOptions options = new() { Variant = variant, Simulations = 40, RootNoise = noise };
        IPlanner planner = Planner.Create(model, options, budgets.Length);
        Decisions decisions = new(budgets.Length, Actions, observation: 0);
        RandomStream[] random = [.. Enumerable.Range(0, budgets.Length).Select(i => new RandomStream((ulong)i))];
        planner.Plan(Roots(budgets.Length), random, new SearchBudget(budgets, quick), decisions);
        return decisions;
    }

    private static IGameState[] Roots(int count) => [.. Enumerable.Range(0, count).Select(i => new NamedRoot($"r{i}"))];

    private static ScriptedModel Model() => new(Actions, ScriptedModel.Random(5, Actions, -1.0f));
}
