using MuZero.Games;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search.Positions;

public class TranspositionsTests
{
    private readonly Noughts _game = new();

    [Fact]
    public void Take_PositionThatTheTreeHas_HasTheSearchedValueOfItsFirstNode()
    {
        IGameState?[] states = [Noughts.After(), Noughts.After(0, 4, 1), Noughts.After(1, 4, 0), Noughts.After(0, 4, 2)];
        SearchTree trees = new(1, states.Length, _game.Spec.Actions);
        trees.Clear(0);
        for (int action = 0; action < 3; action++)
        {
            int node = trees.Add(0, 0, action);
            (trees.Node(0, node).RawValue, trees.Node(0, node).Value) = (0.1f * node, 0.5f * node);
        }

        Transpositions transpositions = new(trees, states);
        transpositions.Take(0, 1);
        transpositions.Take(0, 2);
        transpositions.Take(0, 3);

        Assert.Equal(
            (0.1f, 0.5f, 0.1f * 3), (trees.Node(0, 1).RawValue, trees.Node(0, 2).RawValue, trees.Node(0, 3).RawValue));
        Assert.Equal(1, transpositions.Taken);
    }

    [Fact]
    public void Plan_Transpositions_AreTakenAndEveryVisitIsCounted()
    {
        PositionSearch search = new(_game, [new StubNetwork(_game, dynamics: false)], usesRules: true,
            new SearchOptions { Simulations = 600 }, new PositionOptions { Transpositions = true, ReuseTree = true }, positions: 1);
        Decisions decisions = new(1, _game.Spec);

        search.Plan([Noughts.After(4)], [], decisions);
        long first = search.Trees.Transpositions!.Taken;
        search.Plan([Noughts.After(4, decisions.Action(0))], [], decisions);

        Assert.True(first > 0);
        Assert.True(search.Trees.Transpositions.Taken > first);
        PositionTreeChecks.AssertSums(search.Trees.Trees, 0);
    }
}
