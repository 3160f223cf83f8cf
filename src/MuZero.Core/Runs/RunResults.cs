using MuZero.Replay;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The speed of an iteration.</summary>
/// <param name="Seconds">Its length, evaluation included.</param>
/// <param name="StepsPerSecond">Optimiser steps per second, evaluation apart.</param>
/// <param name="SimulationsPerSecond">Simulations per second, all actors.</param>
/// <param name="MovesPerSecond">Environment steps per second, all actors.</param>
/// <param name="TrainerWaits">Share of the training time in which the trainer waited for samples.</param>
/// <param name="ActorsWaiting">Actor threads that waited for the trainer, on average.</param>
/// <param name="LearnerThreads">Threads that shared a step.</param>
/// <param name="ActorThreads">Actor threads of this process that played.</param>
internal readonly record struct RunRates(
    double Seconds, double StepsPerSecond, double SimulationsPerSecond, double MovesPerSecond, double TrainerWaits, double ActorsWaiting,
    int LearnerThreads, int ActorThreads);

/// <summary>Assembles an iteration's results; names are RLlib's if the meaning is equal.</summary>
internal static class RunResults
{
    /// <summary>The results of an iteration's reanalysis; none for a run without.</summary>
    /// <param name="counts">Of the iteration.</param>
    /// <param name="seconds">The iteration's training time.</param>
    /// <param name="reanalysis">The run's, or null.</param>
    public static IReadOnlyList<KeyValuePair<string, double>> Of(ReanalysisCounters counts, double seconds, IReanalysis? reanalysis)
        => reanalysis is null ? [] :
        [
            Metrics.ReanalysePositionsPerSecond.Of(counts.Positions / seconds),
            Metrics.ReanalyseRatio.Of((double)counts.Positions / Math.Max(1, counts.Drawn)),
            Metrics.ReanalyseFreshShare.Of((double)counts.DrawnFresh / Math.Max(1, counts.Drawn)),
            Metrics.ReanalyseTargetLag.Of((double)counts.TargetLag / Math.Max(1, counts.Drawn)),
            Metrics.ReanalyseTrainerWaits.Of(counts.TrainerWaitedSeconds / seconds),
            Metrics.ReanalyseThreads.Of(reanalysis.Threads),
        ];

    public static IterationResult Collect(
        RunState state, long step, ReplayStatistics replay, RunRates rates, IterationMeter meter,
        IReadOnlyList<KeyValuePair<string, double>> evaluation)
    {
        List<KeyValuePair<string, double>> values =
        [
            Metrics.TrainingIteration.Of(state.Iteration),
            Metrics.TimestepsTotal.Of(replay.InsertedPositions),
            Metrics.EpisodesTotal.Of(replay.InsertedEpisodes),
            Metrics.TrainingSteps.Of(step),
            Metrics.WeightVersion.Of(state.WeightVersion),
            Metrics.IterationSeconds.Of(rates.Seconds),
            Metrics.TotalSeconds.Of(state.TrainingSeconds),
        ];
        meter.Drain(values);
        values.AddRange(
        [
            Metrics.ReplayEpisodes.Of(replay.Episodes),
            Metrics.ReplayPositions.Of(replay.Positions),
            Metrics.ReplayBytes.Of(replay.Bytes),
            Metrics.SamplesPerInsert.Of(replay.SamplesPerInsert),
            Metrics.StepsPerSecond.Of(rates.StepsPerSecond),
            Metrics.SimulationsPerSecond.Of(rates.SimulationsPerSecond),
            Metrics.MovesPerSecond.Of(rates.MovesPerSecond),
            Metrics.TrainerWaits.Of(rates.TrainerWaits),
            Metrics.ActorsWaiting.Of(rates.ActorsWaiting),
            Metrics.LearnerThreads.Of(rates.LearnerThreads),
            Metrics.ActorThreads.Of(rates.ActorThreads),
            Metrics.ResidentMebibytes.Of(Environment.WorkingSet / 1048576.0),
        ]);
        values.AddRange(evaluation);
        return new IterationResult(state.Iteration, values);
    }
}
