using System.Globalization;
using MuZero.Runs;

namespace MuZero.Cli.Views;

/// <summary>One figure of the progress display.</summary>
/// <param name="Title">Its name, short enough for a column.</param>
/// <param name="Result">The result it shows.</param>
/// <param name="Format">How.</param>
internal sealed record TrainingColumn(string Title, string Result, string Format)
{
    /// <summary>The columns, from the left. A column whose result the game or the iteration does not have stays empty.</summary>
    public static IReadOnlyList<TrainingColumn> All { get; } =
    [
        new("iteration", "training_iteration", "0"),
        new("step", "training_steps", "0"),
        new("episodes", "episodes_total", "0"),
        new("reward", "episode_reward_mean", "0.##"),
        new("length", "episode_len_mean", "0.#"),
        new("loss", "loss/total", "0.000"),
        new("policy", "loss/policy", "0.000"),
        new("value", "loss/value", "0.000"),
        new("steps/s", "steps_per_second", "0"),
        new("simulations/s", "simulations_per_second", "0"),
        new("seconds", "time_total_s", "0"),
        new("eval mean", "evaluation/mean", "0.##"),
        new("eval score", "evaluation/score", "0.###"),
        new("eval losses", "evaluation/losses", "0"),
    ];

    /// <summary>The figure, or null if the iteration has none.</summary>
    public string? Text(IterationResult result)
    {
        double value = result[Result];
        return double.IsNaN(value) ? null : value.ToString(Format, CultureInfo.InvariantCulture);
    }

    /// <summary>The figure with its name, or null.</summary>
    public string? Words(IterationResult result) => Text(result) is { } text ? $"{Title} {text}" : null;
}
