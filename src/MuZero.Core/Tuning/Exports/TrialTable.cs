using System.Globalization;
using System.Text.Json;
using MuZero.Tuning.Studies;

namespace MuZero.Tuning.Exports;

/// <summary>The trials of a study as CSV (RFC 4180), a row each; the columns have the names of Optuna's trials_dataframe.</summary>
internal static class TrialTable
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff";

    /// <summary>Writes a line of names, then a line per trial. A missing value is an empty cell, an empty text is "".</summary>
    /// <param name="output">The text.</param>
    /// <param name="study">The study.</param>
    public static void Write(TextWriter output, StudyState study)
    {
        List<Trial> trials = [.. study.Trials];
        List<(string Name, Func<Trial, object?> Cell)> columns = [.. Columns(study, trials)];
        WriteLine(output, columns.Select(column => Quoted(column.Name)));
        foreach (Trial trial in trials)
        {
            WriteLine(output, columns.Select(column => Text(column.Cell(trial))));
        }
    }

    private static IEnumerable<(string Name, Func<Trial, object?> Cell)> Columns(StudyState study, List<Trial> trials)
    {
        yield return ("number", trial => (long)trial.Number);
        for (int i = 0; i < study.Directions.Count; i++)
        {
            int objective = i;
            yield return (study.Directions.Count == 1 ? "value" : string.Create(CultureInfo.InvariantCulture, $"values_{i}"),
                trial => trial.Values.Count > objective ? trial.Values[objective] : null);
        }

        yield return ("datetime_start", trial => Time(trial.Started));
        yield return ("datetime_complete", trial => Time(trial.Completed));
        yield return ("duration_s", trial => (trial.Completed - trial.Started)?.TotalSeconds);
        foreach (string name in Names(trials, trial => trial.Parameters.Keys))
        {
            yield return ($"params_{name}", trial
                => trial.Parameters.TryGetValue(name, out Parameter? parameter) ? parameter.Value ?? "null" : null);
        }

        foreach (string name in Names(trials, trial => trial.UserAttributes.Keys))
        {
            yield return ($"user_attrs_{name}", trial => Attribute(trial.UserAttributes, name));
        }

        foreach (string name in Names(trials, trial => trial.SystemAttributes.Keys))
        {
            yield return ($"system_attrs_{name}", trial => Attribute(trial.SystemAttributes, name));
        }

        yield return ("intermediate_values", Intermediate);
        yield return ("worker", trial => trial.Worker.Length == 0 ? null : trial.Worker);
        yield return ("state", trial => trial.State.ToString().ToUpperInvariant());
    }

    private static IEnumerable<string> Names(List<Trial> trials, Func<Trial, IEnumerable<string>> names)
        => trials.SelectMany(names).Distinct().Order(StringComparer.Ordinal);

    private static string? Time(DateTime? time) => time?.ToString(TimeFormat, CultureInfo.InvariantCulture);

    // A text as it is, everything else as JSON.
    private static string? Attribute(IReadOnlyDictionary<string, JsonElement> attributes, string name)
        => !attributes.TryGetValue(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    private static string? Intermediate(Trial trial) => trial.Intermediate.Count == 0 ? null
        : "{" + string.Join(", ", trial.Intermediate.Select(reported
            => string.Create(CultureInfo.InvariantCulture, $"\"{reported.Step}\": {reported.Value:R}"))) + "}";

    private static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text.Length == 0 ? "\"\"" : Quoted(text),
        bool isTrue => isTrue ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Quoted(Convert.ToString(cell, CultureInfo.InvariantCulture)!),
    };

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 && text == text.Trim()
        ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The same bytes on every platform.
    private static void WriteLine(TextWriter output, IEnumerable<string> cells)
    {
        output.Write(string.Join(',', cells));
        output.Write('\n');
    }
}
