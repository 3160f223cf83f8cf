using MuZero.Arena;
using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Arena;

public class TournamentTests
{
    private readonly Noughts _game = new();
    private readonly ArenaPlan _plan = ArenaGames.Plan(3);
    private readonly IPlayer[] _players;

    public TournamentTests() => _players = [new RandomPlayer(_game.Spec), new GreedyPlayer(_game.Spec), new MctsPlayer(_game.Spec, 20)];

    [Fact]
    public void Play_Threads_DoNotChangeTheResult()
    {
        ArenaResult one = Play(Make(40), threads: 1), three = Play(Make(40), threads: 3);

        Assert.True(one.IsComplete);
        Assert.All(one.Pairings, pairing => Assert.Equal(40, pairing.Report.Total.Games));
        Assert.Equal(Pairs(one), Pairs(three));
    }

    [Fact]
    public void Play_GoingOn_EqualsTheWhole()
    {
        ArenaResult whole = Play(Make(60), threads: 2);
        IReadOnlyList<IReadOnlyList<PlayedPair>> some =
            [.. whole.Pairings.Select((pairing, i) => pairing.Report.Pairs.Take(11 * i).ToArray())];

        ArenaResult resumed = Play(Make(60, played: some), threads: 2);

        Assert.Equal(Pairs(whole), Pairs(resumed));
    }

    [Fact]
    public void Play_ReportedPairs_AreThoseOfTheResult()
    {
        List<PlayedPair>[] reported = [[], [], []];
        Tournament tournament = Make(30);

        tournament.Play(2, (pairing, pair) => reported[pairing].Add(pair), _ => { }, CancellationToken.None);

        Assert.Equal(Pairs(tournament.Result), reported);
    }

    [Fact]
    public void Play_Test_EndsAtTheSamePairForAnyThreads()
    {
        ArenaResult one = Play(Make(400, new Sprt(0, 50)), threads: 1), three = Play(Make(400, new Sprt(0, 50)), threads: 3);

        PairingResult randomAgainstGreedy = one.Pairings[0];
        Assert.Equal(SprtVerdict.AcceptsElo0, randomAgainstGreedy.Verdict);
        Assert.True(randomAgainstGreedy.IsComplete);
        Assert.InRange(randomAgainstGreedy.Report.Total.Games, 2, 398);
        Assert.Equal(SprtVerdict.Undecided, new Sprt(0, 50).Judge(
            new Sprt(0, 50).LogLikelihoodRatio(PairingResult.Count(randomAgainstGreedy.Report.Pairs.SkipLast(1)))));
        Assert.Equal(Pairs(one), Pairs(three));
    }

    [Fact]
    public void Play_Cancelled_KeepsWholeRounds()
    {
        using CancellationTokenSource stop = new();
        Tournament tournament = Make(400);

        bool isWhole = tournament.Play(1, (_, _) => { }, result => stop.Cancel(), stop.Token);

        Assert.False(isWhole);
        Assert.False(tournament.Result.IsComplete);
        Assert.Equal([16, 0, 0], tournament.Result.Pairings.Select(pairing => pairing.Report.Total.Games));
    }

    [Fact]
    public void TotalOf_Entrants_AddUpToTheGames()
    {
        ArenaResult result = Play(Make(20), threads: 2);

        MatchResult[] totals = [.. Enumerable.Range(0, 3).Select(result.TotalOf)];

        Assert.All(totals, total => Assert.Equal(40, total.Games));
        Assert.Equal(totals.Sum(total => total.Wins), totals.Sum(total => total.Losses));
        Assert.True(totals[2].Score > totals[0].Score);
    }

    [Fact]
    public void Make_OnePlayer_IsUsage()
    {
        EpisodeWalk game = new();

        Assert.Throws<UserException>(() => new Tournament(game, _plan, _players, 2));
    }

    private static ArenaResult Play(Tournament tournament, int threads)
    {
        tournament.Play(threads, (_, _) => { }, _ => { }, CancellationToken.None);
        return tournament.Result;
    }

    private Tournament Make(int games, Sprt? test = null, IReadOnlyList<IReadOnlyList<PlayedPair>>? played = null)
        => new(_game, _plan, _players, games, test, played);

    private static IEnumerable<IReadOnlyList<PlayedPair>> Pairs(ArenaResult result)
        => result.Pairings.Select(pairing => pairing.Report.Pairs);
}
