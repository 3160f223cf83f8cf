using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Numerics;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class EpisodeRunnerTests
{
    [Fact]
    public void Match_Games_ChangeSeatsWithinPairsOfTheSameOpening()
    {
        var first = new Chooser(0);
        var second = new Chooser(0);

        MatchReport report = new EpisodeRunner(new Noughts()).Match(first, second, 6, openingPlies: 2, seed: 4);

        Assert.Equal(3, report.Pairs.Count);
        Assert.Equal(3, first.Begun.Count);
        Assert.Equal(first.Begun.Order(), second.Begun.Order());
        Assert.All(report.Pairs, pair => Assert.Equal(pair.FirstMoves, pair.SecondMoves)); // both play the same rule
    }

    [Fact]
    public void Match_DeterministicPlayersFromTheStart_IsTwoGamesHoweverMany()
    {
        var game = new Noughts();

        MatchReport report = new EpisodeRunner(game).Match(new Chooser(0), new BaselinePlayer(game), 100, openingPlies: 0, seed: 1);

        Assert.Equal((100, 2, 1), (report.Total.Games, report.DifferentGames, report.DifferentPairs));
        Interval score = report.Score(Confidence.Default);
        Assert.True(score.High - score.Low > 0.5, $"{score}");
    }

    [Fact]
    public void Match_RandomOpenings_AreAsManyGamesAsOpenings()
    {
        var game = new Noughts();

        MatchReport report = new EpisodeRunner(game).Match(new Chooser(0), new BaselinePlayer(game), 100, openingPlies: 2, seed: 1);
        MatchReport other = new EpisodeRunner(game).Match(new Chooser(0), new BaselinePlayer(game), 100, openingPlies: 2, seed: 2);

        Assert.True(report.DifferentGames >= 50, $"{report.DifferentGames}");
        Assert.Equal(50, report.DifferentPairs);
        Assert.NotEqual(report.Pairs, other.Pairs);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Match_Threads_DoNotChangeTheResult(int threads)
    {
        var game = new Noughts();
        MatchReport one = new EpisodeRunner(game)
            .Match(new RandomPlayer(game.Spec), new BaselinePlayer(game), 300, openingPlies: 2, seed: 5);

        MatchReport several = new EpisodeRunner(game, threads)
            .Match(new RandomPlayer(game.Spec), new BaselinePlayer(game), 300, openingPlies: 2, seed: 5);

        Assert.Equal(one.Pairs, several.Pairs);
    }

    [Fact]
    public void Match_Result_IsTheFirstPlayersFromEitherSeat()
    {
        var game = new TimedGame(2, canStop: true);

        // Who stops wins; who waits first lets the other stop.
        MatchReport result = new EpisodeRunner(game).Match(new Chooser(1), new Chooser(0), 300, openingPlies: 0, seed: 0);
        MatchReport reverse = new EpisodeRunner(game).Match(new Chooser(0), new Chooser(1), 301, openingPlies: 0, seed: 0);

        Assert.Equal((new MatchResult(150, 0, 0), new MatchResult(150, 0, 0)), (result.AsFirst, result.AsSecond));
        Assert.Equal(new MatchResult(0, 0, 302), reverse.Total);
    }

    [Fact]
    public void Match_BothSolve_AlwaysDraws()
    {
        var game = new Noughts();
        var solver = new SolverPlayer(game.Spec, game);

        Assert.Equal(new MatchResult(0, 4, 0),
            new EpisodeRunner(game, threads: 2).Match(solver, solver, 4, openingPlies: 0, seed: 1).Total);
    }

    [Fact]
    public void Match_PlayerThrows_IsOneLineWithItsOwnException()
    {
        var fault = Assert.Throws<UserException>(() => new EpisodeRunner(new Noughts(), threads: 2)
            .Match(new Failing(), new Chooser(0), 100, openingPlies: 0, seed: 1));

        Assert.IsType<FaultException>(fault.InnerException);
        Assert.StartsWith("A game of noughts stopped with FaultException", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_Cancelled_EndsAtTheNextMove()
    {
        using CancellationTokenSource stop = new();
        var game = new Noughts();

        Assert.ThrowsAny<OperationCanceledException>(() => new EpisodeRunner(game, 2, stop.Token)
            .Match(new Failing(stop.Cancel), new Chooser(0), 8, 0, seed: 1));
    }

    [Fact]
    public void Returns_MixedEpisodes_AreSummed()
    {
        ReturnReport report = new EpisodeRunner(new TimedGame(1, canStop: true)).Returns(new Alternator(), 4, seed: 0);

        // Episodes 1 and 3 stop at once; of the others one stops at the second move and one is cut.
        Assert.Equal((0.75, 0.0, 1.0, 1.5, 4, 3),
            (report.Mean, report.Min, report.Max, report.MeanLength, report.Episodes, report.DifferentEpisodes));
        Assert.Equal(Math.Sqrt(0.1875), report.Std, 1e-12);
    }

    [Fact]
    public void Returns_ChanceGame_RepeatsFromItsSeed()
    {
        RandomPlayer player = new(new EpisodeWalk().Spec);

        ReturnReport first = new EpisodeRunner(new EpisodeWalk()).Returns(player, 200, seed: 5);
        ReturnReport again = new EpisodeRunner(new EpisodeWalk(), threads: 3).Returns(player, 200, seed: 5);
        ReturnReport other = new EpisodeRunner(new EpisodeWalk()).Returns(player, 200, seed: 6);

        Assert.Equal((first.Mean, first.Std, first.DifferentEpisodes), (again.Mean, again.Std, again.DifferentEpisodes));
        Assert.NotEqual(first.Mean, other.Mean);
        Assert.Equal(-0.5 * first.MeanLength, first.Mean, 1e-6);
    }

    [Fact]
    public void Returns_GameThatDrawsNothing_IsExact()
    {
        ReturnReport report = new EpisodeRunner(new TimedGame(1, canStop: true)).Returns(new Chooser(1), 10, seed: 0);

        Assert.Equal(1, report.DifferentEpisodes);
        Assert.Equal(new Interval(1, 1), report.MeanInterval(Confidence.Default));
    }

    [Fact]
    public void Returns_TwoPlayers_SaysWhatToUse() =>
        Assert.Throws<UserException>(() => new EpisodeRunner(new Noughts()).Returns(new Chooser(0), 1, seed: 0));

    [Fact]
    public void Match_OnePlayer_SaysWhatToUse() =>
        Assert.Throws<UserException>(() => new EpisodeRunner(new EpisodeWalk()).Match(new Chooser(0), new Chooser(0), 1, 0, seed: 0));

    // The legal action of a rank; keeps the positions with at most two stones, in which a game of openings of two plies begins.
    private sealed class Chooser(int rank) : IPlayer
    {
        public string Name => "chooser";

        public List<string> Begun { get; } = [];

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        {
            int[] legal = new int[16];
            for (int i = 0; i < states.Length; i++)
            {
                if (states[i].LegalActions(legal) == 7)
                {
                    Begun.Add(states[i].Render());
                }

                actions[i] = legal[rank];
            }
        }
    }

    private sealed class Alternator : IPlayer
    {
        public string Name => "alternator";

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        {
            for (int i = 0; i < states.Length; i++)
            {
                actions[i] = i % 2;
            }
        }
    }

    private sealed class Failing(Action? instead = null) : IPlayer
    {
        public string Name => "failing";

        public void Choose(ReadOnlySpan<IGameState> states, ReadOnlySpan<RandomStream> random, Span<int> actions)
        {
            if (instead is null)
            {
                throw new FaultException();
            }

            instead();
            new BaselinePlayer(new Noughts()).Choose(states, random, actions);
        }
    }
}
