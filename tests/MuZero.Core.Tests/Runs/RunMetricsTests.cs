using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Options;
using MuZero.Runs;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Runs;

public class RunMetricsTests
{
    private static readonly GameSpec _two = new Noughts().Spec, _one = new EpisodeWalk().Spec, _three = new TableGame(3, 5).Spec;

    [Theory]
    [InlineData("evaluation/mean", "3 players have no single return")]
    [InlineData("evaluation/first_wins", "Use evaluation/score_seat_1")]
    [InlineData("evaluation/score_seat_4", "it has 3 players")]
    public void Require_ThreePlayersWithoutSuchAResult_IsUsage(string metric, string remedy)
        => AssertRefused(metric, remedy, _three, new EvaluationOptions());

    [Theory]
    [InlineData("evaluation/score_seat_1")]
    [InlineData("self_play/later_wins")]
    public void Require_ResultOfThreePlayersInAGameOfTwo_IsUsage(string metric)
        => AssertRefused(metric, "it has two players", _two, new EvaluationOptions());

    [Theory]
    [InlineData("evaluation/mean", "Use evaluation/score")]
    [InlineData("episode_reward_mean", "self_play/first_wins")]
    [InlineData("evaluation/flawless", "Set evaluation.exhaustive=true")]
    public void Require_TwoPlayersWithoutSuchAResult_IsUsage(string metric, string remedy)
        => AssertRefused(metric, remedy, _two, new EvaluationOptions());

    [Theory]
    [InlineData("evaluation/score_low", "Use evaluation/mean")]
    [InlineData("min-evaluation/losses", "Use evaluation/mean")]
    [InlineData("evaluation/flawless", "Set evaluation.exhaustive=true")]
    public void Require_OnePlayerWithoutSuchAResult_IsUsage(string metric, string remedy)
        => AssertRefused(metric, remedy, _one, new EvaluationOptions { Exhaustive = metric == "evaluation/flawless" });

    [Theory]
    [InlineData(0, "", "evaluation/accuracy", "evaluation.accuracy_positions is 0")]
    [InlineData(100, "4,8", "evaluation/accuracy_3", "it judges 2 phases at most. Use evaluation/accuracy")]
    [InlineData(100, "", "evaluation/accuracy_5", "it judges 4 phases at most")]
    public void Require_AccuracyThatIsNotJudged_IsUsage(int positions, string plies, string metric, string remedy)
        => AssertRefused(metric, remedy, _two, new EvaluationOptions { AccuracyPositions = positions, AccuracyPlies = plies });

    [Theory]
    [InlineData("self_play/resigned")]
    [InlineData("min-self_play/resign_false_positives")]
    public void Require_ResignationWithoutIt_IsUsage(string metric)
    {
        RunOptions options = new() { Stop = new Dictionary<string, double> { [metric] = 0.1 } };

        UserException fault = Assert.Throws<UserException>(() => RunMetrics.Require(_two, options));

        Assert.Contains("self_play.resign_threshold is 0", fault.Message, StringComparison.Ordinal);
        RunMetrics.Require(_two, options with { SelfPlay = new() { ResignThreshold = -0.9 } });
    }

    [Fact]
    public void Require_IntervalOfAWalk_IsUsage()
        => AssertRefused("evaluation/score_low", "no interval", _two, new EvaluationOptions { Exhaustive = true });

    [Theory]
    [InlineData("evaluation/different")]
    [InlineData("evaluation/episodes")]
    [InlineData("evaluation/episode_len_mean")]
    public void Require_PlayedGamesOfAWalk_IsUsage(string metric)
        => AssertRefused(metric, "count lines", _two, new EvaluationOptions { Exhaustive = true });

    [Fact]
    public void Require_IntervalOfOneEpisode_IsUsage()
        => AssertRefused("evaluation/mean_low", "evaluation.episodes is 1", _one, new EvaluationOptions { Episodes = 1 });

    [Fact]
    public void Require_EvaluationOfARunWithoutAny_IsUsage()
        => AssertRefused("evaluation/mean", "evaluation.interval_iterations is 0", _one, new EvaluationOptions { IntervalIterations = 0 });

    [Fact]
    public void Require_ResultsOfTheRun_AreAccepted()
    {
        RunMetrics.Require(_two, Stop("evaluation/score", "self_play/draws", "loss/total"));
        RunMetrics.Require(_two, Stop("evaluation/flawless") with { Evaluation = new EvaluationOptions { Exhaustive = true } });
        RunMetrics.Require(_one, Stop("evaluation/mean", "episode_reward_mean", "training_steps"));
        RunMetrics.Require(_three, Stop("evaluation/score_low", "evaluation/score_seat_3", "self_play/first_wins"));
    }

    [Fact]
    public void Require_OtherCriterionBesideAnEvaluationThatNeverComes_IsAccepted()
        => RunMetrics.Require(_one,
            Stop("evaluation/mean", "time_total_s") with { Evaluation = new EvaluationOptions { IntervalIterations = 0 } });

    private static void AssertRefused(string metric, string remedy, GameSpec game, EvaluationOptions evaluation)
    {
        RunOptions stop = Stop(metric) with { Evaluation = evaluation };
        RunOptions best = new() { Evaluation = evaluation, Checkpoint = new CheckpointOptions { ScoreAttribute = metric } };

        foreach (RunOptions options in new[] { stop, best })
        {
            UserException fault = Assert.Throws<UserException>(() => RunMetrics.Require(game, options));
            Assert.Contains($"names '{metric}'", fault.Message, StringComparison.Ordinal);
            Assert.Contains(remedy, fault.Message, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Usage, fault.ExitCode);
        }
    }

    private static RunOptions Stop(params string[] metrics) => new() { Stop = metrics.ToDictionary(metric => metric, _ => 1.0) };
}
