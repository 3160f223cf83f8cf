using MuZero.Records;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>The speed of an iteration.</summary>
/// <param name="Seconds">Its length, evaluation included.</param>
/// <param name="StepsPerSecond">Optimiser steps per second, evaluation apart.</param>
/// <param name="SimulationsPerSecond">Simulations per second, all actors.</param>
/// <param name="MovesPerSecond">Environment steps per second, all actors.</param>
/// <param name="TrainerWaits">Share of the training time in which the trainer waited for samples.</param>
/// <param name="ActorsWaiting">Actor threads that waited for the trainer, on average.</param>
/// <param name="LearnerThreads">Threads that shared a step.</param>
internal readonly record struct RunRates(
    double Seconds, double StepsPerSecond, double SimulationsPerSecond, double MovesPerSecond, double TrainerWaits, double ActorsWaiting, int LearnerThreads);

/// <summary>Assembles an iteration's results; names are RLlib's if the meaning is equal.</summary>
internal static class RunResults
{
    private static readonly HashSet<string> _whole =
    [
        "training_iteration", "timesteps_total", "episodes_total", "training_steps", "weight_version", "episodes_this_iter",
        "replay/episodes", "replay/positions", "replay/bytes", "learner_threads",
        "evaluation/wins", "evaluation/draws", "evaluation/losses", "evaluation/flawless",
    ];

    public static IterationResult Collect(
        RunState state, long step, ReplayStatistics replay, RunRates rates, IterationMeter meter, List<KeyValuePair<string, double>> evaluation)
    {
        List<KeyValuePair<string, double>> values =
        [
            new("training_iteration", state.Iteration),
            new("timesteps_total", replay.InsertedPositions),
            new("episodes_total", replay.InsertedEpisodes),
            new("training_steps", step),
            new("weight_version", state.WeightVersion),
            new("time_this_iter_s", rates.Seconds),
            new("time_total_s", state.TrainingSeconds),
        ];
        meter.Drain(values);
        values.AddRange(
        [
            new("replay/episodes", replay.Episodes),
            new("replay/positions", replay.Positions),
            new("replay/bytes", replay.Bytes),
            new("samples_per_insert", replay.SamplesPerInsert),
            new("steps_per_second", rates.StepsPerSecond),
            new("simulations_per_second", rates.SimulationsPerSecond),
            new("moves_per_second", rates.MovesPerSecond),
            new("trainer_waits", rates.TrainerWaits),
            new("actors_waiting", rates.ActorsWaiting),
            new("learner_threads", rates.LearnerThreads),
            new("resident_mebibytes", Environment.WorkingSet / 1048576.0),
        ]);
        values.AddRange(evaluation);
        return new IterationResult(state.Iteration, values);
    }

    public static IReadOnlyList<RunJournalField> ToFields(IterationResult result)
        => [.. result.Values.Select(pair => _whole.Contains(pair.Key) && double.IsFinite(pair.Value)
            ? new RunJournalField(pair.Key, (long)pair.Value)
            : new RunJournalField(pair.Key, pair.Value))];
}
