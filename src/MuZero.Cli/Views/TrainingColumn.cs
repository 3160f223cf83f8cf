using MuZero.Results;

namespace MuZero.Cli.Views;

/// <summary>One figure of the progress display.</summary>
/// <param name="Title">Its name, short enough for a column.</param>
/// <param name="Rank">Its importance: columns of the lowest ranks are shown in a narrow terminal.</param>
/// <param name="Width">The width of its column.</param>
/// <param name="Text">The figure of an iteration, or null if the iteration has none.</param>
internal sealed record TrainingColumn(string Title, int Rank, int Width, Func<IterationResult, string?> Text)
{
    private const int Gap = 2;

    // These matter to everybody.
    private const int Core = 5;

    // A narrower line begins with the iteration's number alone.
    private const int NarrowLine = 40;

    /// <summary>The columns of a game, from the left.</summary>
    /// <param name="players">Its number of players.</param>
    public static IReadOnlyList<TrainingColumn> Of(int players) =>
    [
        new("iteration", 0, 9, Number(Metrics.TrainingIteration, "0")),
        new("step", 1, 8, Number(Metrics.TrainingSteps, "0")),
        .. players switch { 1 => OnePlayer, 2 => TwoPlayers, _ => MorePlayers(players) },
        new("loss", 3, 7, Number(Metrics.LossTotal, "0.000")),
        new("time", 4, 7, Time),
        new("episodes", 7, 9, Number(Metrics.EpisodesTotal, "0")),
        new("length", 10, 7, Number(Metrics.EpisodeLengthMean, "0.0")),
        new("policy", 11, 7, Number(Metrics.LossPolicy, "0.000")),
        new("value", 12, 7, Number(Metrics.LossValue, "0.000")),
        new("steps/s", 8, 7, Number(Metrics.StepsPerSecond, "0.#")),
        new("simulations/s", 9, 13, Simulations),
    ];

    private static TrainingColumn[] OnePlayer =>
    [
        new("reward", 2, 8, Number(Metrics.EpisodeRewardMean, "0.00")),
        new("eval mean", 5, 9, Number(Metrics.EvaluationMean, "0.00")),
    ];

    // The mean return of the first player does not measure the agent, which plays both seats.
    private static TrainingColumn[] TwoPlayers =>
    [
        new("score", 2, 7, Number(Metrics.EvaluationScore, "0.000")),
        new("as first", 5, 13, Results(Metrics.EvaluationFirstWins, Metrics.EvaluationFirstDraws, Metrics.EvaluationFirstLosses)),
        new("as second", 6, 13, Results(Metrics.EvaluationSecondWins, Metrics.EvaluationSecondDraws, Metrics.EvaluationSecondLosses)),
        new("first wins", 13, 10, Number(Metrics.FirstWins, "0.00")),
        new("draws", 14, 5, Number(Metrics.SelfPlayDraws, "0.00")),
        new("second wins", 15, 11, Number(Metrics.SecondWins, "0.00")),
    ];

    private static TrainingColumn[] MorePlayers(int players) =>
    [
        new("score", 2, 7, Number(Metrics.EvaluationScore, "0.000")),
        .. Metrics.EvaluationScoreOfSeats.Take(players).Select((metric, seat) => new TrainingColumn(
            $"seat {seat + 1}", seat < 2 ? 5 + seat : 13 + seat, 7, Number(metric, "0.000"))),
        new("draws", 30, 5, Number(Metrics.SelfPlayDraws, "0.00")),
    ];

    /// <summary>As many columns as fit into a width, the most important of them, from the left; none if the five that matter do not
    /// fit.</summary>
    public static IReadOnlyList<TrainingColumn> Fitting(IReadOnlyList<TrainingColumn> columns, int width)
    {
        HashSet<TrainingColumn> taken = [];
        int room = width + Gap;
        foreach (TrainingColumn column in columns.OrderBy(column => column.Rank).TakeWhile(column => (room -= column.Width + Gap) >= 0))
        {
            _ = taken.Add(column);
        }

        return taken.Count < Core ? [] : [.. columns.Where(taken.Contains)];
    }

    /// <summary>The titles as one row.</summary>
    public static string Titles(IEnumerable<TrainingColumn> columns) => Row(columns, column => column.Title);

    /// <summary>An iteration as one row.</summary>
    public static string Row(IEnumerable<TrainingColumn> columns, IterationResult result)
        => Row(columns, column => column.Text(result) ?? "");

    /// <summary>An iteration in words: the figures that it has, the most important first, as many as fit into a width.</summary>
    public static string Words(IEnumerable<TrainingColumn> columns, IterationResult result, int width)
    {
        string words = "";
        foreach (TrainingColumn column in columns)
        {
            if (column.Text(result) is { } text)
            {
                string next = words.Length == 0
                    ? $"{(width < NarrowLine ? "" : column.Title + " ")}{text}:"
                    : $"{words}{(words[^1] == ':' ? "" : ",")} {column.Title} {text}";
                if (next.Length > width)
                {
                    break;
                }

                words = next;
            }
        }

        return words;
    }

    private static string Row(IEnumerable<TrainingColumn> columns, Func<TrainingColumn, string> text)
        => string.Join(new string(' ', Gap), columns.Select(column => text(column).PadLeft(column.Width)));

    private static Func<IterationResult, string?> Number(Metric metric, string format)
        => result => result[metric] is double value && !double.IsNaN(value) ? value.ToString(format, CultureInfo.InvariantCulture) : null;

    private static string? Time(IterationResult result)
        => double.IsNaN(result[Metrics.TotalSeconds]) ? null : RunProgress.Clock(TimeSpan.FromSeconds(result[Metrics.TotalSeconds]));

    // Wins, draws and losses of a seat, as chess players write them.
    private static Func<IterationResult, string?> Results(Metric wins, Metric draws, Metric losses) => result => double.IsNaN(result[wins])
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"+{result[wins]:0} ={result[draws]:0} -{result[losses]:0}");

    // No simulations in an iteration: the limiter held the actors back.
    private static string? Simulations(IterationResult result)
        => result[Metrics.SimulationsPerSecond] == 0.0 && result[Metrics.ActorsWaiting] > 0.0
            ? "held back"
            : Number(Metrics.SimulationsPerSecond, "0")(result);
}
