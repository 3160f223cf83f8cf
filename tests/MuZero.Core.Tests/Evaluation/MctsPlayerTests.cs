using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class MctsPlayerTests
{
    private readonly Noughts _game = new();

    [Theory]
    [InlineData(new[] { 0, 3, 1, 4 }, new[] { 2 })] // wins
    [InlineData(new[] { 0, 4, 1 }, new[] { 2 })] // blocks
    [InlineData(new[] { 0, 1, 6, 3 }, new[] { 4, 8 })] // makes two threats
    public void Choose_ForcedMove_IsFound(int[] moves, int[] best)
        => Assert.All(Choices(Noughts.After(moves), rollouts: 500, streams: 20), action => Assert.Contains(action, best));

    [Fact]
    public void Choose_ManyRollouts_KeepTheValueAgainstTheSolver()
    {
        MatchReport report = new EpisodeRunner(_game, threads: 2).Match(
            new MctsPlayer(_game.Spec, 2000), new SolverPlayer(_game.Spec, _game), games: 20, openingPlies: 0, seed: 1);

        Assert.Equal(20, report.Total.Draws);
    }

    [Fact]
    public void Match_Threads_DoNotChangeTheResult()
    {
        MctsPlayer player = new(_game.Spec, 50);
        MatchReport one = new EpisodeRunner(_game).Match(player, new RandomPlayer(_game.Spec), 60, openingPlies: 2, seed: 5);

        MatchReport several = new EpisodeRunner(_game, threads: 3)
            .Match(player, new RandomPlayer(_game.Spec), 60, openingPlies: 2, seed: 5);
        MatchReport other = new EpisodeRunner(_game).Match(player, new RandomPlayer(_game.Spec), 60, openingPlies: 2, seed: 6);

        Assert.Equal(one.Pairs, several.Pairs);
        Assert.NotEqual(one.Pairs, other.Pairs);
    }

    [Fact]
    public void Choose_NoStream_IsTheSameEveryTime()
    {
        MctsPlayer player = new(_game.Spec, 30);
        int[] first = new int[1], again = new int[1];

        player.Choose([Noughts.After()], [], first);
        player.Choose([Noughts.After()], [], again);

        Assert.Equal(first, again);
    }

    [Fact]
    public void Choose_OnePlayer_FindsTheLargerReturnWhateverItsScale()
    {
        // Eight moves; every 1 pays a thousandth, and 0 pays nothing.
        LittleGame game = new("scale", (_, history) => history.Count < 8
            ? new Turn(0, Pay(history))
            : Turn.Over(Pay(history)));

        Assert.All(Choices(game, 200), action => Assert.Equal(1, action));

        static float Pay(IReadOnlyList<int> history) => history.Count > 0 && history[^1] == 1 ? 0.001f : 0.0f;
    }

    [Fact]
    public void Choose_Dice_FollowsTheirMean()
    {
        // 0 pays 0.4; 1 throws a coin for 1 or 0.
        LittleGame game = new LittleGame("coin", (_, history) => history.Count switch
        {
            0 => new Turn(0),
            1 when history[0] == 0 => Turn.Over(0.4f),
            1 => new Turn(Player.Chance),
            _ => Turn.Over(history[1]),
        }).WithCoin();

        Assert.All(Choices(game, 2000), action => Assert.Equal(1, action));
    }

    [Fact]
    public void Choose_AfterDice_EachOutcomeHasMovesOfItsOwn()
    {
        // A move, a coin, and a move that pays 1 if it names the coin's side; a first move of 1 always pays 0.8 instead.
        LittleGame game = new LittleGame("guess", (_, history) => history.Count switch
        {
            0 => new Turn(0),
            1 when history[0] == 1 => Turn.Over(0.8f),
            1 => new Turn(Player.Chance),
            2 => new Turn(0),
            _ => Turn.Over(history[2] == history[1] ? 1.0f : 0.0f),
        }).WithCoin();

        Assert.All(Choices(game, 4000), action => Assert.Equal(0, action));
    }

    [Fact]
    public void Choose_ExtraTurn_KeepsTheSign()
    {
        ExtraTurns game = new(3);

        Assert.All(Choices(game, 500), action => Assert.Equal(1, action));
    }

    [Fact]
    public void Choose_Position_IsLeftAsItWas()
    {
        IGameState state = Noughts.After(0, 4);
        string before = state.Render();

        Choices(state, rollouts: 100, streams: 1);

        Assert.Equal(before, state.Render());
    }

    private static int[] Choices(IGame game, int rollouts)
    {
        int[] actions = new int[10];
        new MctsPlayer(game.Spec, rollouts).Choose([.. Enumerable.Range(0, 10).Select(_ => game.NewGame(0))], Streams(10), actions);
        return actions;
    }

    private int[] Choices(IGameState state, int rollouts, int streams)
    {
        int[] actions = new int[streams];
        new MctsPlayer(_game.Spec, rollouts).Choose([.. Enumerable.Repeat(state, streams)], Streams(streams), actions);
        return actions;
    }

    private static RandomStream[] Streams(int count) => [.. Enumerable.Range(0, count).Select(seed => new RandomStream((ulong)seed))];
}
