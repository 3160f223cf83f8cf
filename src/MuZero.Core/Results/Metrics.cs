using MuZero.Errors;

namespace MuZero.Results;

/// <summary>Every result that an iteration can have, declared once: the columns of result.json, the curves of TensorBoard, and the names that
/// <c>stop</c> and <c>checkpoint.score_attribute</c> take. Names are RLlib's if the meaning is equal.</summary>
public static class Metrics
{
    private static readonly Dictionary<string, Metric> _byName = new(StringComparer.Ordinal);

#pragma warning disable CS1591 // The help text of each is its documentation.
    public static readonly Metric TrainingIteration = Declare(
        "training_iteration", MetricKind.Count, "{iteration}", "The iteration's number, from 1.");
    public static readonly Metric TimestepsTotal = Declare(
        "timesteps_total", MetricKind.Count, "{step}", "Environment steps of the run; TensorBoard's step.");
    public static readonly Metric EpisodesTotal = Declare("episodes_total", MetricKind.Count, "{episode}", "Episodes of the run.");
    public static readonly Metric TrainingSteps = Declare("training_steps", MetricKind.Count, "{step}", "Optimiser steps of the run.");
    public static readonly Metric WeightVersion = Declare(
        "weight_version", MetricKind.Count, "{version}", "The newest published weights.");
    public static readonly Metric IterationSeconds = Declare(
        "time_this_iter_s", MetricKind.Measure, "s", "The iteration's length, evaluation included.");
    public static readonly Metric TotalSeconds = Declare("time_total_s", MetricKind.Measure, "s", "All iterations' length.");
    public static readonly Metric EpisodeRewardMax = Declare(
        "episode_reward_max", MetricKind.Measure, "1", "The largest return of an episode.");
    public static readonly Metric EpisodeRewardMin = Declare(
        "episode_reward_min", MetricKind.Measure, "1", "The smallest return of an episode.");
    public static readonly Metric EpisodesThisIteration = Declare(
        "episodes_this_iter", MetricKind.Count, "{episode}", "Episodes of the iteration.");
    public static readonly Metric EpisodeRewardMean = Declare(
        "episode_reward_mean", MetricKind.Measure, "1", "The mean return of an episode, for the first player.");
    public static readonly Metric EpisodeLengthMean = Declare(
        "episode_len_mean", MetricKind.Measure, "{decision}", "The mean number of decisions of an episode.");
    public static readonly Metric RootValueError = Declare(
        "root_value_error", MetricKind.Measure, "1", "Mean difference between the search's value and the return that followed.");
    public static readonly Metric WeightLag = Declare(
        "weight_lag", MetricKind.Measure, "{version}", "Versions between the newest weights and those that played an episode.");
    public static readonly Metric LossRejectedSteps = Declare(
        "loss/rejected_steps", MetricKind.Measure, "1", "Share of steps that were not applied because a number was not finite.");
    public static readonly Metric LossTotal = Declare("loss/total", MetricKind.Loss, "1", "The whole loss.");
    public static readonly Metric LossPolicy = Declare("loss/policy", MetricKind.Loss, "1", "The policy head's loss.");
    public static readonly Metric LossValue = Declare(
        "loss/value", MetricKind.Loss, "1", "The value head's loss before its coefficient.");
    public static readonly Metric LossReward = Declare("loss/reward", MetricKind.Loss, "1", "The reward head's loss.");
    public static readonly Metric LossGradientNorm = Declare(
        "loss/gradient_norm", MetricKind.Measure, "1", "The norm of all gradients before clipping.");
    public static readonly Metric ValueError = Declare(
        "value_error", MetricKind.Measure, "1", "Mean difference between predicted value and target at the first step.");
    public static readonly Metric PolicyEntropy = Declare(
        "policy_entropy", MetricKind.Measure, "nat", "Mean entropy of the predicted policy at the first step.");
    public static readonly Metric LearningRate = Declare("learning_rate", MetricKind.Measure, "1", "The learning rate.");
    public static readonly Metric ReplayEpisodes = Declare(
        "replay/episodes", MetricKind.Count, "{episode}", "Episodes in the replay buffer.");
    public static readonly Metric ReplayPositions = Declare(
        "replay/positions", MetricKind.Count, "{position}", "Positions in the replay buffer.");
    public static readonly Metric ReplayBytes = Declare("replay/bytes", MetricKind.Count, "By", "Bytes in the replay buffer.");
    public static readonly Metric SamplesPerInsert = Declare(
        "samples_per_insert", MetricKind.Measure, "1", "Positions drawn per position inserted.");
    public static readonly Metric StepsPerSecond = Declare(
        "steps_per_second", MetricKind.Measure, "{step}/s", "Optimiser steps per second, evaluation apart.");
    public static readonly Metric SimulationsPerSecond = Declare(
        "simulations_per_second", MetricKind.Measure, "{simulation}/s", "Simulations per second, all actors.");
    public static readonly Metric MovesPerSecond = Declare(
        "moves_per_second", MetricKind.Measure, "{move}/s", "Environment steps per second, all actors.");
    public static readonly Metric TrainerWaits = Declare(
        "trainer_waits", MetricKind.Measure, "1", "Share of the training time in which the trainer waited for samples.");
    public static readonly Metric ActorsWaiting = Declare(
        "actors_waiting", MetricKind.Measure, "{thread}", "Actor threads that waited for the trainer, on average.");
    public static readonly Metric LearnerThreads = Declare(
        "learner_threads", MetricKind.Count, "{thread}", "Threads that shared an optimiser step.");
    public static readonly Metric ResidentMebibytes = Declare("resident_mebibytes", MetricKind.Measure, "MiBy", "Memory of the process.");
    public static readonly Metric EvaluationMean = Declare(
        "evaluation/mean", MetricKind.Measure, "1", "The mean return of the evaluation's episodes.");
    public static readonly Metric EvaluationStd = Declare(
        "evaluation/std", MetricKind.Measure, "1", "The standard deviation of those returns.");
    public static readonly Metric EvaluationMin = Declare("evaluation/min", MetricKind.Measure, "1", "The smallest of them.");
    public static readonly Metric EvaluationMax = Declare("evaluation/max", MetricKind.Measure, "1", "The largest of them.");
    public static readonly Metric EvaluationLengthMean = Declare(
        "evaluation/episode_len_mean", MetricKind.Measure, "{decision}", "The mean number of decisions of the evaluation's episodes.");
    public static readonly Metric EvaluationWins = Declare("evaluation/wins", MetricKind.Count, "{game}", "Games won in the evaluation.");
    public static readonly Metric EvaluationDraws = Declare("evaluation/draws", MetricKind.Count, "{game}", "Games drawn.");
    public static readonly Metric EvaluationLosses = Declare("evaluation/losses", MetricKind.Count, "{game}", "Games lost.");
    public static readonly Metric EvaluationScore = Declare(
        "evaluation/score", MetricKind.Measure, "1", "Wins and half of the draws, as a share of all games.");
    public static readonly Metric EvaluationFlawless = Declare(
        "evaluation/flawless", MetricKind.Count, "{evaluation}", "Evaluations in a row, up to this one, without a loss.");
#pragma warning restore CS1591

    /// <summary>Every metric, in the order of their declaration.</summary>
    public static IReadOnlyCollection<Metric> All => _byName.Values;

    /// <summary>The metric of a name, or null.</summary>
    public static Metric? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The goal that an option names: a metric, with "min-" before it if small is good.</summary>
    /// <param name="text">The option's text.</param>
    /// <param name="option">The option, for the message.</param>
    /// <exception cref="UserException">There is no such metric; the nearest is suggested.</exception>
    public static MetricGoal Require(string text, string option)
    {
        MetricGoal goal = MetricGoal.Parse(text);
        return _byName.ContainsKey(goal.Metric)
            ? goal
            : throw UserException.Usage($"{option} names '{text}', which is not a result of a run.{Suggest(goal.Metric)} Results: {string.Join(", ", _byName.Keys)}.");
    }

    private static string Suggest(string name)
    {
        string? nearest = NearestName.Find(name, _byName.Keys);
        if (nearest is null && NearestName.Find(LastWord(name), _byName.Keys.Select(LastWord)) is { } last)
        {
            nearest = _byName.Keys.First(known => LastWord(known) == last);
        }

        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    private static string LastWord(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static Metric Declare(string name, MetricKind kind, string unit, string help)
    {
        Metric metric = new(name, kind, unit, help);
        _byName.Add(name, metric);
        return metric;
    }
}
