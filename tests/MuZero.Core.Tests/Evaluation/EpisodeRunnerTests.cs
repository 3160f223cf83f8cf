using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Evaluation;

public class EpisodeRunnerTests
{
    [Fact]
    public void Match_Games_ChangeSeatsWithinPairsOfTheSameStart()
    {
        var game = new Noughts();
        var first = new Chooser(0);
        var second = new Chooser(0);

        new EpisodeRunner(game).Match(first, second, 6, seed: 4);

        Assert.Equal(3, first.Begun);
        Assert.Equal(3, second.Begun);
        Assert.Equal(3, game.Seeds.Distinct().Count());
        Assert.All(Enumerable.Range(0, 3), pair => Assert.Equal(game.Seeds[2 * pair], game.Seeds[(2 * pair) + 1]));
    }

    [Fact]
    public void Match_Result_IsTheFirstPlayersFromEitherSeat()
    {
        var game = new TimedGame(2, canStop: true);

        // Who stops wins; who waits first lets the other stop.
        MatchResult result = new EpisodeRunner(game).Match(new Chooser(1), new Chooser(0), 300, seed: 0);
        MatchResult reverse = new EpisodeRunner(game).Match(new Chooser(0), new Chooser(1), 301, seed: 0);

        Assert.Equal(new MatchResult(300, 0, 0), result);
        Assert.Equal(new MatchResult(0, 0, 301), reverse);
    }

    [Fact]
    public void Match_BothSolve_AlwaysDraws()
    {
        var game = new Noughts();
        var solver = new SolverPlayer(game.Spec, game);

        Assert.Equal(new MatchResult(0, 4, 0), new EpisodeRunner(game).Match(solver, solver, 4, seed: 1));
    }

    [Fact]
    public void Returns_MixedEpisodes_AreSummed()
    {
        ReturnSummary summary = new EpisodeRunner(new TimedGame(1, canStop: true)).Returns(new Alternator(), 4, seed: 0);

        // Episodes 1 and 3 stop at once; of the others one stops at the second move and one is cut.
        Assert.Equal((0.75, 0.0, 1.0, 1.5, 4), (summary.Mean, summary.Min, summary.Max, summary.MeanLength, summary.Episodes));
        Assert.Equal(Math.Sqrt(0.1875), summary.Std, 1e-12);
    }

    [Fact]
    public void Returns_ChanceGame_RepeatsFromItsSeed()
    {
        var runner = new EpisodeRunner(new EpisodeWalk());

        ReturnSummary first = runner.Returns(new RandomPlayer(new EpisodeWalk().Spec, 3), 200, seed: 5);
        ReturnSummary again = runner.Returns(new RandomPlayer(new EpisodeWalk().Spec, 3), 200, seed: 5);
        ReturnSummary other = runner.Returns(new RandomPlayer(new EpisodeWalk().Spec, 3), 200, seed: 6);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(-0.5 * first.MeanLength, first.Mean, 1e-6);
    }

    [Fact]
    public void Returns_TwoPlayers_SaysWhatToUse() =>
        Assert.Throws<UserException>(() => new EpisodeRunner(new Noughts()).Returns(new Chooser(0), 1, seed: 0));

    [Fact]
    public void Match_OnePlayer_SaysWhatToUse() =>
        Assert.Throws<UserException>(() => new EpisodeRunner(new EpisodeWalk()).Match(new Chooser(0), new Chooser(0), 1, seed: 0));

    // The legal action of a rank; counts the games in which it makes the first move.
    private sealed class Chooser(int rank) : IPlayer
    {
        public string Name => "chooser";

        public int Begun { get; private set; }

        public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
        {
            int[] legal = new int[16];
            for (int i = 0; i < states.Length; i++)
            {
                states[i].LegalActions(legal);
                actions[i] = legal[rank];
                Begun += states[i].Render() == "0 0" ? 1 : 0;
            }
        }
    }

    private sealed class Alternator : IPlayer
    {
        public string Name => "alternator";

        public void Choose(ReadOnlySpan<IGameState> states, Span<int> actions)
        {
            for (int i = 0; i < states.Length; i++)
            {
                actions[i] = i % 2;
            }
        }
    }
}
