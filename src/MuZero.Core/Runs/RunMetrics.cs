using MuZero.Errors;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Options;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The results that a run can have: they depend on the number of players, and on whether evaluations are matches or
/// walks.</summary>
internal static class RunMetrics
{
    private static readonly Metric[] _onePlayer =
    [
        Metrics.EpisodeRewardMean, Metrics.EpisodeRewardMax, Metrics.EpisodeRewardMin, Metrics.EvaluationMean, Metrics.EvaluationStd,
        Metrics.EvaluationMin, Metrics.EvaluationMax, Metrics.EvaluationMeanLow, Metrics.EvaluationMeanHigh,
    ];

    private static readonly Metric[] _bySeat =
    [
        Metrics.FirstWins, Metrics.SelfPlayDraws, Metrics.SecondWins, Metrics.EvaluationWins, Metrics.EvaluationDraws,
        Metrics.EvaluationLosses,
        Metrics.EvaluationFirstWins, Metrics.EvaluationFirstDraws, Metrics.EvaluationFirstLosses, Metrics.EvaluationSecondWins,
        Metrics.EvaluationSecondDraws, Metrics.EvaluationSecondLosses, Metrics.EvaluationScore,
    ];

    private static readonly Metric[] _ofTwo =
    [
        Metrics.EvaluationFirstWins, Metrics.EvaluationFirstDraws, Metrics.EvaluationFirstLosses, Metrics.EvaluationSecondWins,
        Metrics.EvaluationSecondDraws, Metrics.EvaluationSecondLosses,
    ];

    private static readonly Metric[] _ofMore = [Metrics.SeatWinsBeyondTwo, .. Metrics.EvaluationScoreOfSeats];

    private static readonly Metric[] _ofMatches = [Metrics.EvaluationScoreLow, Metrics.EvaluationScoreHigh];
    private static readonly Metric[] _ofPlay = [Metrics.EvaluationLengthMean, Metrics.EvaluationEpisodes, Metrics.EvaluationDifferent];
    private static readonly Metric[] _ofAccuracy =
        [Metrics.EvaluationAccuracy, Metrics.EvaluationAccuracyLow, Metrics.EvaluationAccuracyHigh, .. Metrics.EvaluationAccuracyOfPhases];

    private static readonly Metric[] _ofSeveralEpisodes = [Metrics.EvaluationMeanLow, Metrics.EvaluationMeanHigh];

    /// <summary>Throws if a stop criterion or the best checkpoint waits for a result that the run never has.</summary>
    /// <exception cref="UserException">The message names the result and a remedy.</exception>
    public static void Require(GameSpec game, RunOptions options)
    {
        // A preset ends a run at an evaluation or at a time; a user who turns evaluations off leaves the time.
        bool isOnTime = options.Evaluation.IntervalIterations == 0 && !options.Stop.Keys.All(IsEvaluation);
        foreach (string name in options.Stop.Keys.Where(name => !isOnTime || !IsEvaluation(name)))
        {
            Require(name, "stop", game, options.Evaluation);
            RequireReanalysis(name, "stop", options);
            RequireResignation(name, "stop", options);
        }

        if (options.Checkpoint.ScoreAttribute is { Length: > 0 } score)
        {
            Require(score, "checkpoint.score_attribute", game, options.Evaluation);
            RequireReanalysis(score, "checkpoint.score_attribute", options);
            RequireResignation(score, "checkpoint.score_attribute", options);
        }
    }

    /// <summary>Throws if a run never has a result.</summary>
    /// <param name="goal">The result, perhaps with "min-" before it.</param>
    /// <param name="option">What messages call the place that names it.</param>
    /// <param name="game">The run's game.</param>
    /// <param name="evaluation">The run's evaluations.</param>
    /// <exception cref="UserException">The message names the result and a remedy.</exception>
    public static void Require(string goal, string option, GameSpec game, EvaluationOptions evaluation)
    {
        string name = MetricGoal.Parse(goal).Metric;
        if (Missing(name, game, evaluation) is { } reason)
        {
            throw UserException.Usage($"{option} names '{goal}', which a run of {game.Id} never has: {reason}.");
        }
    }

    private static void RequireReanalysis(string goal, string option, RunOptions options)
    {
        if (options.Reanalyse.Ratio == 0.0 && MetricGoal.Parse(goal).Metric.StartsWith("reanalyse/", StringComparison.Ordinal))
        {
            throw UserException.Usage($"{option} names '{goal}', which the run never has: reanalyse.ratio is 0. Set it, or name another "
                + "result.");
        }
    }

    private static void RequireResignation(string goal, string option, RunOptions options)
    {
        string metric = MetricGoal.Parse(goal).Metric;
        if (options.SelfPlay.ResignThreshold == 0.0 && metric.StartsWith("self_play/resign", StringComparison.Ordinal))
        {
            throw UserException.Usage($"{option} names '{goal}', which the run never has: self_play.resign_threshold is 0. Set it, or name "
                + "another result.");
        }
    }

    private static string? Missing(string name, GameSpec game, EvaluationOptions evaluation)
    {
        bool isWalk = game.Players == 2 && evaluation.Exhaustive;
        return (game.Players, name) switch
        {
            _ when evaluation.IntervalIterations == 0 && IsEvaluation(name)
                => "evaluation.interval_iterations is 0, so that it is not evaluated. Set it, or give other criteria with --stop",
            _ when evaluation.AccuracyPositions == 0 && Contains(_ofAccuracy, name)
                => "evaluation.accuracy_positions is 0, so that no position is judged. Set it, or give other criteria with --stop",
            _ when Metrics.EvaluationAccuracyOfPhases.Skip(RunAccuracy.MostPhases(evaluation)).Any(metric => metric.Name == name)
                => $"it judges {RunAccuracy.MostPhases(evaluation)} phases at most. Use {Metrics.EvaluationAccuracy.Name}",
            _ when evaluation.Gate == 0.0 && name.StartsWith("gate/", StringComparison.Ordinal)
                => "evaluation.gate is 0. Set it, or name another result",
            ( > 1, _) when Contains(_onePlayer, name)
                => $"{(game.Players == 2 ? "two" : $"{game.Players}")} players have no single return. "
                    + $"Use {Metrics.EvaluationScore.Name} or {Metrics.FirstWins.Name}",
            ( > 2, _) when Contains(_ofTwo, name) => $"it has {game.Players} players. Use {Metrics.EvaluationScoreOfSeats[0].Name}",
            (2, _) when Contains(_ofMore, name) => $"it has two players. Use {Metrics.EvaluationScore.Name}",
            ( > 2, _) when Metrics.EvaluationScoreOfSeats.Skip(game.Players).Any(metric => metric.Name == name)
                => $"it has {game.Players} players",
            (1, _) when Contains([.. _bySeat, .. _ofMatches, .. _ofMore], name) => $"it has one player. Use {Metrics.EvaluationMean.Name}",
            _ when name == Metrics.EvaluationFlawless.Name && !isWalk => "only an exhaustive evaluation of two players can be flawless. "
                + "Set evaluation.exhaustive=true, or give other criteria with --stop",
            _ when isWalk
                && Contains(_ofMatches, name)
                => $"its evaluations are exhaustive, so they have no interval. Use {Metrics.EvaluationScore.Name}",
            _ when isWalk
                && Contains(_ofPlay, name) => $"its evaluations are exhaustive, so they count lines. Use {Metrics.EvaluationScore.Name}",
            (1, _) when evaluation.Episodes == 1 && Contains(_ofSeveralEpisodes, name)
                => $"evaluation.episodes is 1, which gives no interval. Use {Metrics.EvaluationMean.Name}",
            _ => null,
        };
    }

    private static bool IsEvaluation(string goal) => MetricGoal.Parse(goal).Metric.StartsWith("evaluation/", StringComparison.Ordinal);

    private static bool Contains(Metric[] metrics, string name) => Array.Exists(metrics, metric => metric.Name == name);
}
