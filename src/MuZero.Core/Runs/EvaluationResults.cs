using MuZero.Evaluation;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>Evaluations as metrics; intervals are of 95 percent.</summary>
internal static class EvaluationResults
{
    /// <summary>The results of episodes of a one-player game.</summary>
    public static List<KeyValuePair<string, double>> Of(ReturnReport report)
    {
        Interval interval = report.MeanInterval(Confidence.Default);
        List<KeyValuePair<string, double>> values =
        [
            Metrics.EvaluationMean.Of(report.Mean),
            Metrics.EvaluationStd.Of(report.Std),
            Metrics.EvaluationMin.Of(report.Min),
            Metrics.EvaluationMax.Of(report.Max),
            Metrics.EvaluationLengthMean.Of(report.MeanLength),
            Metrics.EvaluationEpisodes.Of(report.Episodes),
            Metrics.EvaluationDifferent.Of(report.DifferentEpisodes),
        ];
        return double.IsFinite(interval.Low)
            ? [.. values, Metrics.EvaluationMeanLow.Of(interval.Low), Metrics.EvaluationMeanHigh.Of(interval.High)]
            : values;
    }

    /// <summary>The results of a match.</summary>
    public static List<KeyValuePair<string, double>> Of(MatchReport report)
    {
        Interval interval = report.Score(Confidence.Default);
        return
        [
            .. Of(report.AsFirst, report.AsSecond),
            Metrics.EvaluationScoreLow.Of(interval.Low),
            Metrics.EvaluationScoreHigh.Of(interval.High),
            Metrics.EvaluationLengthMean.Of(report.MeanLength),
            Metrics.EvaluationEpisodes.Of(report.Total.Games),
            Metrics.EvaluationDifferent.Of(report.DifferentGames),
        ];
    }

    /// <summary>The results of games of more than two players.</summary>
    public static List<KeyValuePair<string, double>> Of(SeatReport report)
    {
        Interval interval = report.Score(Confidence.Default);
        return
        [
            Metrics.EvaluationWins.Of(report.Total.Wins),
            Metrics.EvaluationDraws.Of(report.Total.Shared),
            Metrics.EvaluationLosses.Of(report.Total.Losses),
            Metrics.EvaluationScore.Of(report.Total.Score),
            Metrics.EvaluationScoreLow.Of(interval.Low),
            Metrics.EvaluationScoreHigh.Of(interval.High),
            .. Metrics.EvaluationScoreOfSeats.Zip(report.Seats, (metric, seat) => metric.Of(seat.Score)),
            Metrics.EvaluationLengthMean.Of(report.MeanLength),
            Metrics.EvaluationEpisodes.Of(report.Total.Games),
            Metrics.EvaluationDifferent.Of(report.DifferentGames),
        ];
    }

    /// <summary>The accuracy against perfect play.</summary>
    public static List<KeyValuePair<string, double>> Of(AccuracyReport report)
    {
        double share = report.Total.Share;
        Interval interval = report.IsComplete ? new Interval(share, share) : report.Total.IntervalOf(Confidence.Default);
        return
        [
            Metrics.EvaluationAccuracy.Of(share),
            Metrics.EvaluationAccuracyLow.Of(interval.Low),
            Metrics.EvaluationAccuracyHigh.Of(interval.High),
            .. Metrics.EvaluationAccuracyOfPhases.Zip(report.Phases, (metric, phase) => metric.Of(phase.Share)),
        ];
    }

    /// <summary>The results of games or lines by seat.</summary>
    public static List<KeyValuePair<string, double>> Of(MatchResult first, MatchResult second)
    {
        MatchResult all = first + second;
        return
        [
            Metrics.EvaluationWins.Of(all.Wins),
            Metrics.EvaluationDraws.Of(all.Draws),
            Metrics.EvaluationLosses.Of(all.Losses),
            Metrics.EvaluationFirstWins.Of(first.Wins),
            Metrics.EvaluationFirstDraws.Of(first.Draws),
            Metrics.EvaluationFirstLosses.Of(first.Losses),
            Metrics.EvaluationSecondWins.Of(second.Wins),
            Metrics.EvaluationSecondDraws.Of(second.Draws),
            Metrics.EvaluationSecondLosses.Of(second.Losses),
            Metrics.EvaluationScore.Of(all.Score),
        ];
    }
}
