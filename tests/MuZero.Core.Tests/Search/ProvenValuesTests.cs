using MuZero.Games;
using MuZero.Numerics;
using MuZero.Search;
using MuZero.Search.Tree;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Search;

/// <summary>Proven values of the search beside those of the solver.</summary>
public class ProvenValuesTests
{
    private static readonly Noughts _game = new();

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(300)]
    public void Run_ProvenNodes_HaveTheSolversValue(int simulations)
    {
        PuctSearch search = Search(simulations);
        int proven = 0;
        foreach (int[] moves in RandomGames())
        {
            search.Run([Noughts.After(moves)], []);

            SearchTree tree = search.Tree;
            for (int node = 1; node < tree.Records(0).Totals.Nodes; node++)
            {
                if (tree.Node(0, node).Kind == NodeKind.Proven)
                {
                    proven++;
                    Assert.Equal(_game.Solve(Noughts.After([.. moves, .. Path(tree, node)])), tree.Node(0, node).RawValue);
                    Assert.Equal(tree.Node(0, node).RawValue, tree.Node(0, node).Value);
                }
            }
        }

        Assert.True(proven > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void Run_AnyNumberOfSimulations_PlaysALegalActionThatNoOtherSurelyBeats(int simulations)
    {
        PuctSearch search = Search(simulations);
        foreach (int[] moves in RandomGames())
        {
            IGameState state = Noughts.After(moves);

            search.Run([state], []);

            int action = search.Action(0);
            Assert.True(search.Visits(0)[action] > 0);
            int[] legal = Legal(state);
            Assert.Contains(action, legal);
            Assert.True(!LosesSurely(search.Tree, action) || legal.All(other => LosesSurely(search.Tree, other)));
        }
    }

    [Fact]
    public void Run_WholeTreeProven_PlaysAndValuesPerfectly()
    {
        PuctSearch search = Search(2_000);
        foreach (int[] moves in RandomGames().Where(moves => moves.Length >= 4))
        {
            IGameState state = Noughts.After(moves);

            search.Run([state], []);

            Assert.Equal(_game.Solve(state), search.Value(0));
            IGameState next = state.Clone();
            float[] rewards = new float[2];
            bool isOver = next.Apply(search.Action(0)) != Transition.Continues;
            next.Rewards(rewards);
            Assert.Equal(_game.Solve(state), isOver ? rewards[state.ToPlay] : -_game.Solve(next));
        }
    }

    [Fact]
    public void Run_AWinAmongTheMoves_AloneIsTaught()
    {
        PuctSearch search = Search(30);

        search.Run([Noughts.After(4)], []); // nothing is decided
        int spread = search.Visits(0).ToArray().Count(count => count > 0);
        search.Run([Noughts.After(0, 3, 1, 4)], []); // 2 wins

        Assert.True(spread > 1);
        Assert.Equal([2], Enumerable.Range(0, 9).Where(action => search.Visits(0)[action] > 0));
    }

    [Fact]
    public void Run_WithoutTheOption_ProvesNothing()
    {
        PuctSearch search = new(Model(), new SearchOptions { Simulations = 300 }, 1, _game.Spec.Observation.Length);

        search.Run([Noughts.After(0, 3, 1, 4)], []);

        SearchTree tree = search.Tree;
        Assert.DoesNotContain(Enumerable.Range(0, tree.Records(0).Totals.Nodes), node => tree.Node(0, node).Kind == NodeKind.Proven);
    }

    private static IEnumerable<int[]> RandomGames()
    {
        RandomStream random = new(7);
        for (int game = 0; game < 60; game++)
        {
            List<int> moves = [];
            IGameState state = _game.NewGame(0);
            for (int ply = random.Next(8); ply > 0 && state.ToPlay >= 0; ply--)
            {
                int[] legal = Legal(state);
                moves.Add(legal[random.Next(legal.Length)]);
                state.Apply(moves[^1]);
            }

            if (state.ToPlay >= 0)
            {
                yield return [.. moves];
            }
        }
    }

    private static bool LosesSurely(SearchTree tree, int action)
    {
        TreeRecords records = tree.Records(0);
        for (int lane = 0; lane < records.Node(0).Edges; lane++)
        {
            ref NodeStatistics child = ref records.Node(records[0].Child[lane]);
            if (child.Action == action)
            {
                return child.IsExact && records[0].Q[lane] < 0.0f;
            }
        }

        return false;
    }

    private static int[] Path(SearchTree tree, int node)
    {
        var actions = new Stack<int>();
        for (; node > 0; node = tree.Node(0, node).Parent)
        {
            actions.Push(tree.Node(0, node).Action);
        }

        return [.. actions];
    }

    private static int[] Legal(IGameState state)
    {
        int[] legal = new int[9];
        return legal[..state.LegalActions(legal)];
    }

    private static PerfectModel Model() => new(new StubNetwork(_game, dynamics: false), _game.Spec);

    private static PuctSearch Search(int simulations)
        => new(Model(), new SearchOptions { Simulations = simulations, ProvenValues = true }, 1, _game.Spec.Observation.Length);
}
