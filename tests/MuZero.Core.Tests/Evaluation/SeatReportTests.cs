using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public sealed class SeatReportTests
{
    [Theory]
    [InlineData(new[] { 1.0f, -0.5f, -0.5f }, 0, 1, 0, 0, 1.0)]
    [InlineData(new[] { 1.0f, -0.5f, -0.5f }, 2, 0, 0, 1, 0.0)]
    [InlineData(new[] { 0.0f, 0.0f, 0.0f }, 1, 0, 1, 0, 1.0 / 3.0)]
    [InlineData(new[] { 2.0f, 2.0f, 1.0f }, 1, 0, 1, 0, 0.5)]
    [InlineData(new[] { -3.0f, -1.0f, -2.0f }, 1, 1, 0, 0, 1.0)]
    public void Of_Returns_IsAWinOnlyForTheLargestAlone(float[] returns, int player, int wins, int shared, int losses, double points)
        => Assert.Equal(new SeatResult(wins, shared, losses, points), SeatResult.Of(returns, player));

    [Fact]
    public void FromEverySeat_EqualPlayers_PointsOfAllSeatsOfAGameSumToOne()
    {
        TableGame game = new(3, 7);
        RandomPlayer random = new(game.Spec);

        SeatReport report = new EpisodeRunner(game).FromEverySeat(random, random, 300, openingPlies: 0, seed: 3);

        Assert.Equal((100, 300), (report.Rounds.Count, report.Total.Games));
        Assert.All(report.Seats, seat => Assert.Equal(100, seat.Games));
        Assert.Equal(report.Total.Points, report.Seats.Sum(seat => seat.Points), 9);
        Assert.InRange(report.Total.Score, 0.2, 0.5);
    }

    [Fact]
    public void FromEverySeat_AgentWithARule_PlaysItsSeatAndTheOpponentAllOthers()
    {
        TableGame game = new(3, 9);
        Seated agent = new(_ => 0), others = new(_ => 0);

        SeatReport report = new EpisodeRunner(game).FromEverySeat(agent, others, 9, openingPlies: 0, seed: 1);

        // Nine stones, one each: every round the third player takes the last.
        Assert.Equal([0.0, 0.0, 1.0], report.Seats.Select(seat => seat.Score));
        Assert.Equal([0, 1, 2], agent.Players.Distinct().Order());
        Assert.Equal(9 * 3, agent.Moves);
        Assert.Equal(9 * 6, others.Moves);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void FromEverySeat_Threads_DoNotChangeTheResult(int threads)
    {
        TableGame game = new(3, 8);
        RandomPlayer random = new(game.Spec);

        SeatReport one = new EpisodeRunner(game).FromEverySeat(random, new GreedyPlayer(game.Spec), 300, openingPlies: 1, seed: 5);
        SeatReport several = new EpisodeRunner(game, threads)
            .FromEverySeat(random, new GreedyPlayer(game.Spec), 300, openingPlies: 1, seed: 5);

        Assert.Equal(one.Seats, several.Seats);
        Assert.Equal(one.DifferentGames, several.DifferentGames);
    }

    [Fact]
    public void FromEverySeat_TwoPlayersOrMatchOfThree_SaysWhatToUse()
    {
        RandomPlayer two = new(new Noughts().Spec), three = new(new TableGame(3, 5).Spec);

        string table = Assert.Throws<UserException>(() => new EpisodeRunner(new Noughts()).FromEverySeat(two, two, 3, 0, 1)).Message;
        string match = Assert.Throws<UserException>(() => new EpisodeRunner(new TableGame(3, 5)).Match(three, three, 2, 0, 1)).Message;

        Assert.Contains("Play a match instead", table, StringComparison.Ordinal);
        Assert.Contains("3 players", match, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OneSeat_HasAnIntervalOfItsOwn()
    {
        SeatGame Won(ulong moves) => new(new SeatResult(1, 0, 0, 1.0), moves, 5);
        SeatGame Lost(ulong moves) => new(new SeatResult(0, 0, 1, 0.0), moves, 5);
        SeatReport report = new([.. Enumerable.Range(0, 50).Select(round =>
            (IReadOnlyList<SeatGame>)[Won((ulong)round), Lost((ulong)round + 100), Lost((ulong)round + 200)])]);

        Interval first = report.Score(0, Confidence.Default), second = report.Score(1, Confidence.Default);

        Assert.True(first is { Low: > 0.9, High: 1.0 }, $"{first}");
        Assert.True(second is { Low: 0.0, High: < 0.1 }, $"{second}");
        Assert.Equal(Interval.OfShare(50, 50, Confidence.Default), first);
    }

    [Fact]
    public void Choose_MaxN_SeesWhoWinsTwoPliesOn()
    {
        TableGame game = new(3, 5);
        MinimaxPlayer player = new(game, depth: 3);
        int[] actions = new int[1];

        player.Choose([game.NewGame(0)], [], actions);

        // Whatever the first player takes of five, another one wins, so that all moves are equal.
        Assert.Equal(0, actions[0]);
        player.Choose([game.After(1)], [], actions);
        Assert.Equal(2, actions[0]); // three are left
    }

    [Fact]
    public void Choose_MctsOfThreePlayers_TakesTheWin()
    {
        TableGame game = new(3, 6);
        int[] actions = new int[1];

        new MctsPlayer(game.Spec, 300).Choose([game.After(2)], [new RandomStream(1)], actions);

        Assert.Equal(2, actions[0]);
    }

    private sealed class Seated(Func<IGameState, int> rule) : IPlayer
    {
        public string Name => "rule";

        public List<int> Players { get; } = [];

        public int Moves => Players.Count;

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        {
            for (int i = 0; i < states.Length; i++)
            {
                Players.Add(states[i].ToPlay);
                actions[i] = rule(states[i]);
            }
        }
    }
}
