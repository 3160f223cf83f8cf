using MuZero.Errors;
using MuZero.Evaluation;

namespace MuZero.Results;

/// <summary>Every result that an iteration can have, declared once: the columns of result.json, the curves of TensorBoard, and the names
/// that <c>stop</c> and <c>checkpoint.score_attribute</c> take. Names are RLlib's if the meaning is equal.</summary>
public static class Metrics
{
    private static readonly Dictionary<string, Metric> _byName = new(StringComparer.Ordinal);

#pragma warning disable CS1591 // The help text of each is its documentation.
    public static readonly Metric TrainingIteration = Count("training_iteration", "{iteration}", "The iteration's number, from 1.");
    public static readonly Metric TimestepsTotal = Count("timesteps_total", "{step}", "Environment steps of the run; TensorBoard's step.");
    public static readonly Metric EpisodesTotal = Count("episodes_total", "{episode}", "Episodes of the run.");
    public static readonly Metric TrainingSteps = Count("training_steps", "{step}", "Optimiser steps of the run.");
    public static readonly Metric WeightVersion = Count("weight_version", "{version}", "The newest published weights.");
    public static readonly Metric IterationSeconds = Measure("time_this_iter_s", "s", "The iteration's length, evaluation included.");
    public static readonly Metric TotalSeconds = Measure("time_total_s", "s",
        "Time in iterations, evaluations included; without the start and the writing of checkpoints.");
    public static readonly Metric EpisodeRewardMax = Measure("episode_reward_max", "1", "The largest return of an episode. One player.");
    public static readonly Metric EpisodeRewardMin = Measure("episode_reward_min", "1", "The smallest return of an episode. One player.");
    public static readonly Metric EpisodesThisIteration = Count("episodes_this_iter", "{episode}", "Episodes of the iteration.");
    public static readonly Metric EpisodeRewardMean = Measure(
        "episode_reward_mean", "1", "The mean return of an episode. One player.");
    public static readonly Metric FirstWins = Measure("self_play/first_wins", "1",
        "Share of the iteration's episodes that the first player won. Two players.");
    public static readonly Metric SelfPlayDraws = Measure("self_play/draws", "1", "Share of drawn episodes.");
    public static readonly Metric SecondWins = Measure("self_play/second_wins", "1", "Share of episodes that the second player won.");
    public static readonly Metric Resigned = Measure("self_play/resigned", "1",
        "Share of episodes that a player gave up. Runs with self_play.resign_threshold.");
    public static readonly Metric ResignFalsePositives = Measure("self_play/resign_false_positives", "1",
        "Of the control episodes in which a player had no hope left, the share that this player did not lose.");
    public static readonly Metric SeatWinsBeyondTwo = Measure("self_play/later_wins", "1",
        "Share of episodes that a player after the second won. More than two players.");
    public static readonly Metric EpisodeLengthMean = Measure(
        "episode_len_mean", "{decision}", "The mean number of decisions of an episode.");
    public static readonly Metric EpisodeCutShare = Measure(
        "episode_cut_share", "1", "Share of episodes that a time limit cut: the game's own or its MaxLength.");
    public static readonly Metric TargetClippedShare = Measure(
        "target_clipped_share", "1",
        "Share of value and reward targets beyond the range that the heads can predict; widen the game's MinReturn and MaxReturn.");
    public static readonly Metric RootValueError = Measure(
        "root_value_error", "1",
        "Mean difference between the search's value and the return that followed, after an episode's last random move.");
    public static readonly Metric WeightLag = Measure(
        "weight_lag", "{version}", "Versions between the newest weights and those that played an episode.");
    public static readonly Metric LossRejectedSteps = Measure(
        "loss/rejected_steps", "1", "Share of steps that were not applied because a number was not finite.");
    public static readonly Metric LossTotal = Loss("loss/total", "The whole loss.");
    public static readonly Metric LossPolicy = Loss("loss/policy", "The policy head's loss.");
    public static readonly Metric LossValue = Loss("loss/value", "The value head's loss before its coefficient.");
    public static readonly Metric LossReward = Loss("loss/reward", "The reward head's loss.");
    public static readonly Metric LossToPlay = Loss("loss/to_play", "The loss of the player to move. MuZero in games with extra turns.");
    public static readonly Metric LossAfterstateValue = Loss(
        "loss/afterstate_value", "The afterstate value head's loss before its coefficient. Stochastic MuZero.");
    public static readonly Metric LossChance = Loss("loss/chance", "The chance head's loss. Stochastic MuZero.");
    public static readonly Metric LossCommitment = Loss(
        "loss/commitment", "The distance between the encoder's numbers and the chance code. Stochastic MuZero.");
    public static readonly Metric LossGradientNorm = Measure("loss/gradient_norm", "1", "The norm of all gradients before clipping.");
    public static readonly Metric ValueError = Measure(
        "value_error", "1", "Mean difference between predicted value and target at the first step.");
    public static readonly Metric PolicyEntropy = Measure(
        "policy_entropy", "nat", "Mean entropy of the predicted policy at the first step.");
    public static readonly Metric LearningRate = Measure("learning_rate", "1", "The learning rate.");
    public static readonly Metric ReplayEpisodes = Count("replay/episodes", "{episode}", "Episodes in the replay buffer.");
    public static readonly Metric ReplayPositions = Count("replay/positions", "{position}", "Positions in the replay buffer.");
    public static readonly Metric ReplayBytes = Count("replay/bytes", "By", "Bytes in the replay buffer.");
    public static readonly Metric SamplesPerInsert = Measure("samples_per_insert", "1", "Positions drawn per position inserted.");
    public static readonly Metric StepsPerSecond = Measure("steps_per_second", "{step}/s", "Optimiser steps per second, evaluation apart.");
    public static readonly Metric SimulationsPerSecond = Measure(
        "simulations_per_second", "{simulation}/s", "Simulations per second, all actors.");
    public static readonly Metric MovesPerSecond = Measure("moves_per_second", "{move}/s", "Environment steps per second, all actors.");
    public static readonly Metric TrainerWaits = Measure(
        "trainer_waits", "1", "Share of the training time in which the trainer waited for samples.");
    public static readonly Metric ActorsWaiting = Measure(
        "actors_waiting", "{thread}", "Actor threads that waited for the trainer, on average.");
    public static readonly Metric LearnerThreads = Count("learner_threads", "{thread}", "Threads that shared an optimiser step.");
    public static readonly Metric ActorThreads = Count("actor_threads", "{thread}", "Actor threads of this process that played.");
    public static readonly Metric ResidentMebibytes = Measure("resident_mebibytes", "MiBy", "Memory of the process.");
    public static readonly Metric EvaluationMean = Measure("evaluation/mean", "1", "The mean return of the evaluation's episodes.");
    public static readonly Metric EvaluationStd = Measure("evaluation/std", "1", "The standard deviation of those returns.");
    public static readonly Metric EvaluationMin = Measure("evaluation/min", "1", "The smallest of them.");
    public static readonly Metric EvaluationMax = Measure("evaluation/max", "1", "The largest of them.");
    public static readonly Metric EvaluationLengthMean = Measure(
        "evaluation/episode_len_mean", "{decision}", "The mean number of decisions of the evaluation's episodes.");
    public static readonly Metric EvaluationMeanLow = Measure(
        "evaluation/mean_low", "1", "The lower end of that mean's 95 % interval (Student).");
    public static readonly Metric EvaluationMeanHigh = Measure("evaluation/mean_high", "1", "Its upper end.");
    public static readonly Metric EvaluationEpisodes = Count("evaluation/episodes", "{episode}", "Episodes or games of the evaluation.");
    public static readonly Metric EvaluationDifferent = Count(
        "evaluation/different", "{episode}", "Distinct episodes or games among them, by start, moves and dice.");
    public static readonly Metric EvaluationWins = Count("evaluation/wins", "{game}", "Games or lines won in the evaluation.");
    public static readonly Metric EvaluationDraws = Count(
        "evaluation/draws", "{game}", "Games or lines drawn; of more than two players those in which the agent shared the largest return.");
    public static readonly Metric EvaluationLosses = Count("evaluation/losses", "{game}", "Games or lines lost.");
    public static readonly Metric EvaluationFirstWins = Count("evaluation/first_wins", "{game}", "Games or lines won on the first seat.");
    public static readonly Metric EvaluationFirstDraws = Count("evaluation/first_draws", "{game}",
        "Games or lines drawn on the first seat.");
    public static readonly Metric EvaluationFirstLosses = Count("evaluation/first_losses", "{game}",
        "Games or lines lost on the first seat.");
    public static readonly Metric EvaluationSecondWins = Count("evaluation/second_wins", "{game}",
        "Games or lines won on the second seat.");
    public static readonly Metric EvaluationSecondDraws = Count("evaluation/second_draws", "{game}",
        "Games or lines drawn on the second seat.");
    public static readonly Metric EvaluationSecondLosses = Count("evaluation/second_losses", "{game}",
        "Games or lines lost on the second seat.");
    public static readonly Metric EvaluationScore = Measure(
        "evaluation/score", "1", "Wins and half of the draws, as a share of all games or lines. Of more than two players: "
            + "a game that k of them share counts 1/k.");
    public static readonly Metric EvaluationScoreLow = Measure(
        "evaluation/score_low", "1", "The lower end of a match's 95 % interval of the score (Wilson, over pairs of games).");
    public static readonly Metric EvaluationScoreHigh = Measure("evaluation/score_high", "1", "Its upper end.");
    /// <summary>The score in each seat of more than two, the first one's first.</summary>
    public static readonly IReadOnlyList<Metric> EvaluationScoreOfSeats =
    [
        .. Enumerable.Range(1, Games.GameSpec.MostPlayers).Select(seat => Measure(
            $"evaluation/score_seat_{seat}", "1", $"That score in seat {seat}. More than two players.")),
    ];
    public static readonly Metric EvaluationFlawless = Count(
        "evaluation/flawless", "{evaluation}", "Exhaustive evaluations in a row, up to this one, without a lost line.");
    public static readonly Metric EvaluationAccuracy = Measure(
        "evaluation/accuracy",
        "1",
        "Share of judged positions in which the agent's choice keeps the game-theoretic value. Games with a solver.");
    public static readonly Metric EvaluationAccuracyLow = Measure(
        "evaluation/accuracy_low", "1", "The lower end of its 95 % interval (Wilson); the share itself if every position was judged.");
    public static readonly Metric EvaluationAccuracyHigh = Measure("evaluation/accuracy_high", "1", "Its upper end.");

    /// <summary>The accuracy of each phase of the game, the earliest first.</summary>
    public static readonly IReadOnlyList<Metric> EvaluationAccuracyOfPhases =
    [
        .. Enumerable.Range(1, AccuracyPositions.MostPhases).Select(phase => Measure(
            $"evaluation/accuracy_{phase}", "1", $"That share in phase {phase} of the judged positions.")),
    ];
    public static readonly Metric GateCompared = Count(
        "gate/compared", "{comparison}", "Comparisons of new weights with those that play, in the iteration.");
    public static readonly Metric GatePassed = Count("gate/passed", "{comparison}", "Those after which the new weights were published.");
    public static readonly Metric GateScore = Measure("gate/score", "1", "The mean score of the new weights in them.");
    public static readonly Metric ReanalysePositionsPerSecond = Measure(
        "reanalyse/positions_per_second", "{position}/s", "Positions searched again per second, evaluation apart.");
    public static readonly Metric ReanalyseRatio = Measure(
        "reanalyse/ratio", "1", "Positions searched again per position drawn; below reanalyse.ratio if nothing else was stale.");
    public static readonly Metric ReanalyseFreshShare = Measure(
        "reanalyse/fresh_share", "1", "Share of the drawn positions whose targets came from a search after the play.");
    public static readonly Metric ReanalyseTargetLag = Measure(
        "reanalyse/target_lag", "{version}", "Versions between the newest weights and those behind the drawn targets.");
    public static readonly Metric ReanalyseTrainerWaits = Measure(
        "reanalyse/trainer_waits", "1", "Share of the training time in which the trainer waited for fresh targets.");
    public static readonly Metric ReanalyseThreads = Count("reanalyse/threads", "{thread}", "Threads that searched again.");
#pragma warning restore CS1591

    /// <summary>Every metric, in the order of their declaration.</summary>
    public static IReadOnlyCollection<Metric> All => _byName.Values;

    /// <summary>The metric of a name, or null.</summary>
    public static Metric? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The goal that an option names: a metric, with "min-" before it if small is good.</summary>
    /// <exception cref="UserException">There is no such metric; the nearest is suggested.</exception>
    public static MetricGoal Require(string text, string option)
    {
        MetricGoal goal = MetricGoal.Parse(text);
        return _byName.ContainsKey(goal.Metric)
            ? goal
            : throw UserException.Usage($"{option} names '{text}', which is not a result of a run.{Suggest(goal.Metric)} Results: "
                + $"{string.Join(", ", _byName.Keys)}.");
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

    private static Metric Count(string name, string unit, string help) => Declare(name, MetricKind.Count, unit, help);

    private static Metric Measure(string name, string unit, string help) => Declare(name, MetricKind.Measure, unit, help);

    private static Metric Loss(string name, string help) => Declare(name, MetricKind.Loss, "1", help);

    private static Metric Declare(string name, MetricKind kind, string unit, string help)
    {
        Metric metric = new(name, kind, unit, help);
        _byName.Add(name, metric);
        return metric;
    }
}
