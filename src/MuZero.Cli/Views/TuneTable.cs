using MuZero.Tuning.Running;
using MuZero.Tuning.Studies;

namespace MuZero.Cli.Views;

/// <summary>A study's trials as rows of text that fit into a terminal: those that run, then the best of those that have ended.</summary>
internal static class TuneTable
{
    private const int NameWidth = 24;

    /// <summary>The table's lines, none longer than <paramref name="width"/>.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="direction">Its better direction.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="rows">Rows at most, the titles apart.</param>
    public static IReadOnlyList<string> Lines(
        IEnumerable<TrialProgress> trials, string metric, Direction direction, int width, int rows)
    {
        double Loss(TrialProgress trial) => double.IsNaN(trial.Metric) ? double.PositiveInfinity
            : direction == Direction.Minimize ? trial.Metric : -trial.Metric;
        TrialProgress[] all = [.. trials];
        TrialProgress? best = all.Where(trial => trial.Phase == TrialPhase.Complete).OrderBy(Loss).ThenBy(trial => trial.Number)
            .FirstOrDefault();
        TrialProgress[] shown =
        [
            .. all.OrderBy(trial => Rank(trial.Phase)).ThenBy(Loss).ThenBy(trial => trial.Number).Take(rows),
        ];
        string[][] cells =
        [
            ["", "TRIAL", "STATE", Shortened(metric, NameWidth), "ITER", "TIME", "PARAMETERS"],
            .. shown.Select(trial => new[]
            {
                trial == best ? "*" : "", $"{trial.Number}", trial.Phase.ToString().ToLowerInvariant(), Number(trial.Metric),
                trial.Iteration > 0 ? $"{trial.Iteration}" : "", trial.Seconds > 0.0 ? Time(trial.Seconds) : "",
                Parameters(trial.Parameters),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, 6).Select(column => cells.Max(row => row[column].Length))];
        return
        [
            .. cells.Select(row => Shortened(
                string.Join(' ',
                    row.Select((cell, column) => column is 3 or 4 or 5 ? cell.PadLeft(widths[column]) : column < 6
                    ? cell.PadRight(widths[column])
                    : cell)),
                width).TrimEnd()),
        ];
    }

    /// <summary>Parameters in one line: the last words of their names and their values.</summary>
    public static string Parameters(IReadOnlyDictionary<string, object?> parameters)
        => string.Join(' ',
            parameters.Select(parameter => $"{parameter.Key[(parameter.Key.LastIndexOf('.') + 1)..]}={Value(parameter.Value)}"));

    /// <summary>A number in five digits; empty if it is not one.</summary>
    public static string Number(double number) => double.IsNaN(number) ? "" : number.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>A parameter's value.</summary>
    public static string Value(object? value) => value switch
    {
        double real => real.ToString("G4", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        null => "null",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Time(double seconds) => TimeSpan.FromSeconds(seconds) is { TotalHours: >= 1.0 } long_
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)long_.TotalHours}:{long_:mm\\:ss}")
        : TimeSpan.FromSeconds(seconds).ToString("m\\:ss", CultureInfo.InvariantCulture);

    private static int Rank(TrialPhase phase) => phase switch
    {
        TrialPhase.Running => 0,
        TrialPhase.Complete => 1,
        TrialPhase.Paused or TrialPhase.Interrupted => 2,
        TrialPhase.Waiting => 3,
        TrialPhase.Pruned => 4,
        _ => 5,
    };

    private static string Shortened(string text, int width)
        => text.Length <= width ? text : width < 2 ? text[..Math.Max(0, width)] : text[..(width - 1)] + "…";
}
