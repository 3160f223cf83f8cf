using System.Globalization;
using MuZero.Evaluation;
using MuZero.Games;
using MuZero.Options;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The best result of a run so far, which decides the checkpoint that is kept beside the newest.</summary>
/// <remarks>The best of many noisy results is likely to be an overestimate. Results are therefore ranked by the lower end of their
/// interval, and a candidate plays three times as many games more before it counts: see docs/ALGORITHM.md 7.</remarks>
internal sealed class BestSoFar(GameSpec game, RunOptions options)
{
    private const string LowerEnd = "_low";

    private readonly MetricGoal _goal = MetricGoal.Parse(options.Checkpoint.ScoreAttribute is { Length: > 0 } named
        ? named
        : Default(game, options.Evaluation));
    private IterationResult? _best;

    /// <summary>The best iteration and its value, or null: "evaluation/score_low 0.61 in iteration 40".</summary>
    public string? Text => _best is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_goal.Metric} {_best[_goal.Metric]:0.####} in iteration {_best.Iteration}");

    /// <summary>True if an evaluation looks better than the best, so that more games are worth their time. Counts are not comparable
    /// between numbers of games, and are taken as they are.</summary>
    public bool IsChallenged(IReadOnlyList<KeyValuePair<string, double>> evaluation)
    {
        string metric = _goal.Metric.EndsWith(LowerEnd, StringComparison.Ordinal) ? _goal.Metric[..^LowerEnd.Length] : _goal.Metric;
        double value = new IterationResult(0, evaluation)[metric];
        return _best is not null && !double.IsNaN(value) && Metrics.Find(metric)?.Kind != MetricKind.Count
            && _goal.Rank(value) >= _goal.Rank(_best[metric]);
    }

    /// <summary>Takes a result as the best if none was better; false if one was, or if the iteration has no such result.</summary>
    public bool Take(IterationResult result)
    {
        double value = result[_goal.Metric];
        if (double.IsNaN(value) || (_best is not null && _goal.Rank(value) < _goal.Rank(_best[_goal.Metric])))
        {
            return false;
        }

        _best = result;
        return true;
    }

    private static string Default(GameSpec game, EvaluationOptions evaluation) => (game.Players, evaluation) switch
    {
        (2, { Exhaustive: true }) => $"min-{Metrics.EvaluationLosses.Name}",
        ( >= 2, _) => Metrics.EvaluationScoreLow.Name,
        (_, { Episodes: 1 }) => Metrics.EvaluationMean.Name, // one episode has no interval
        _ => Metrics.EvaluationMeanLow.Name,
    };
}
