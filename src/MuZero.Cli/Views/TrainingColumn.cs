using MuZero.Results;

namespace MuZero.Cli.Views;

/// <summary>One figure of the progress display.</summary>
/// <param name="Title">Its name, short enough for a column.</param>
/// <param name="Metric">The result it shows.</param>
/// <param name="Format">How.</param>
internal sealed record TrainingColumn(string Title, Metric Metric, string Format)
{
    /// <summary>The columns, from the left. A column whose result the game or the iteration does not have stays empty.</summary>
    public static IReadOnlyList<TrainingColumn> All { get; } =
    [
        new("iteration", Metrics.TrainingIteration, "0"),
        new("step", Metrics.TrainingSteps, "0"),
        new("episodes", Metrics.EpisodesTotal, "0"),
        new("reward", Metrics.EpisodeRewardMean, "0.##"),
        new("length", Metrics.EpisodeLengthMean, "0.#"),
        new("loss", Metrics.LossTotal, "0.000"),
        new("policy", Metrics.LossPolicy, "0.000"),
        new("value", Metrics.LossValue, "0.000"),
        new("steps/s", Metrics.StepsPerSecond, "0"),
        new("simulations/s", Metrics.SimulationsPerSecond, "0"),
        new("seconds", Metrics.TotalSeconds, "0"),
        new("eval mean", Metrics.EvaluationMean, "0.##"),
        new("eval score", Metrics.EvaluationScore, "0.###"),
        new("eval losses", Metrics.EvaluationLosses, "0"),
    ];

    /// <summary>The figure, or null if the iteration has none.</summary>
    public string? Text(IterationResult result)
    {
        double value = result[Metric];
        return double.IsNaN(value) ? null : value.ToString(Format, CultureInfo.InvariantCulture);
    }

    /// <summary>The figure with its name, or null.</summary>
    public string? Words(IterationResult result) => Text(result) is { } text ? $"{Title} {text}" : null;
}
