using MuZero.Evaluation;
using MuZero.Networks;
using MuZero.Search;
using MuZero.Search.Positions;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public sealed class GamePlayerTests
{
    private readonly Noughts _game = new();
    private readonly List<PositionSearch> _searches = [];

    [Fact]
    public void Choose_GamesSideBySide_KeepsATreeForEach()
    {
        using GamePlayer player = Player();
        List<int>[] moves = [[], []];
        int[] actions = new int[2];

        player.Choose([Noughts.After(), Noughts.After()], moves, [], actions);
        int first = actions[0];
        moves[0].AddRange([first, 1 - Math.Sign(first)]);
        player.Choose([Noughts.After(first, 1 - Math.Sign(first)), Noughts.After(8, 0)], moves, [], actions);

        Assert.Equal(2, _searches.Count);
        Assert.True(_searches[0].Trees.Trees.Node(0, 0).Visits > 51); // went on from the position after its move and the answer
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Match_AnyNumberOfThreads_IsTheSame(int threads)
    {
        using GamePlayer player = Player();
        MatchReport report = new EpisodeRunner(_game, threads).Match(player, new RandomPlayer(_game.Spec), 20, 2, seed: 3);
        using GamePlayer again = Player();
        MatchReport expected = new EpisodeRunner(_game).Match(again, new RandomPlayer(_game.Spec), 20, 2, seed: 3);

        Assert.Equal(expected.Pairs, report.Pairs);
    }

    [Fact]
    public void Choose_PositionsOfNoGame_AreSearchedAnew()
    {
        using GamePlayer player = Player();
        int[] actions = new int[1];

        player.Choose([Noughts.After()], [], actions);
        player.Choose([Noughts.After()], [], actions);

        Assert.All(_searches, search => Assert.Equal(51, search.Trees.Trees.Node(0, 0).Visits));
    }

    private GamePlayer Player() => new(_game.Spec, () =>
    {
        StubNetwork network = new(_game, dynamics: false);
        PositionSearch search = new(
            _game, [network], usesRules: true, new SearchOptions { Simulations = 50 }, new PositionOptions { ReuseTree = true },
            positions: 1);
        lock (_searches)
        {
            _searches.Add(search);
        }

        return ((INetwork)network, (IPlanner)search);
    });
}
