using MuZero.Options;

using MuZero.Errors;

namespace MuZero.Runs;

/// <summary>The names of the results that an iteration can have: what <see cref="RunOptions.Stop"/> and <see cref="CheckpointOptions.ScoreAttribute"/> may name.</summary>
public static class ResultNames
{
    private const string MinPrefix = "min-";

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "training_iteration", "timesteps_total", "episodes_total", "training_steps", "weight_version", "time_this_iter_s", "time_total_s",
        "episode_reward_max", "episode_reward_min", "episode_reward_mean", "episode_len_mean", "episodes_this_iter", "root_value_error", "weight_lag",
        "loss/total", "loss/policy", "loss/value", "loss/reward", "loss/gradient_norm", "loss/rejected_steps", "value_error", "policy_entropy", "learning_rate",
        "replay/episodes", "replay/positions", "replay/bytes", "samples_per_insert", "steps_per_second", "simulations_per_second", "moves_per_second",
        "trainer_waits", "actors_waiting", "learner_threads", "resident_mebibytes",
        "evaluation/mean", "evaluation/std", "evaluation/min", "evaluation/max", "evaluation/episode_len_mean",
        "evaluation/wins", "evaluation/draws", "evaluation/losses", "evaluation/score", "evaluation/flawless",
    ];

    /// <summary>Throws unless <paramref name="name"/>, with or without "min-" before it, is a result.</summary>
    /// <exception cref="UserException">The nearest name is suggested.</exception>
    public static void Require(string name, string option)
    {
        string bare = name.StartsWith(MinPrefix, StringComparison.Ordinal) ? name[MinPrefix.Length..] : name;
        if (!All.Contains(bare))
        {
            string? nearest = NearestName.Find(bare, All) ?? NearestName.Find(LastWord(bare), All.Select(LastWord));
            nearest = nearest is null || All.Contains(nearest) ? nearest : All.First(known => LastWord(known) == nearest);
            throw UserException.Usage($"{option} names '{name}', which is not a result of a run.{(nearest is null ? "" : $" Did you mean '{nearest}'?")} Results: {string.Join(", ", All)}.");
        }
    }

    private static string LastWord(string name) => name[(name.LastIndexOf('/') + 1)..];
}
