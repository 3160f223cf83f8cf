using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Plots.Pictures;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Reports;

/// <summary>A study as one HTML file with its pictures, trials, best options, space and settings. It loads nothing.</summary>
public static class StudyReport
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file's text.</summary>
    /// <param name="study">The study.</param>
    /// <param name="time">The clock up to which running trials run; null for the system's.</param>
    public static string Write(Study study, TimeProvider? time = null)
        => Write(StudyView.Of(study, (time ?? TimeProvider.System).GetLocalNow().DateTime));

    internal static string Write(StudyView study)
    {
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<title>").Append(Text(study.Name)).Append(" - study</title>\n<style>\n")
            .Append("@font-face { font-family: ").Append(Typeface.Family).Append("; src: url(data:font/ttf;base64,")
            .Append(Convert.ToBase64String(Typeface.Embedded.Bytes)).Append("); }\n")
            .Append(Resource("report.css")).Append("</style>\n</head>\n<body>\n");
        IReadOnlyList<Picture> pictures = new StudyPictures(study).All();
        WriteHead(html, study, pictures);
        WriteBest(html, study);
        foreach (Picture picture in pictures)
        {
            html.Append("<section id=\"").Append(picture.Name).Append("\" class=\"picture\">\n")
                .Append(SvgWriter.Write(picture.Drawing, picture.Title, inline: true)).Append("</section>\n");
        }

        WriteSpace(html, study);
        WriteSettings(html, study);
        TrialRows.Write(html, study);
        return html.Append("<script>\n").Append(Resource("report.js")).Append("</script>\n</body>\n</html>\n").ToString();
    }

    internal static string Text(string text) => WebUtility.HtmlEncode(Drawing.Printable(text)!);

    private static void WriteHead(StringBuilder html, StudyView study, IReadOnlyList<Picture> pictures)
    {
        string objectives = string.Join(", ", study.Objectives.Select((name, i)
            => $"{name} ({(study.Directions[i] == Direction.Minimize ? "minimised" : "maximised")})"));
        html.Append("<header>\n<h1>").Append(Text(study.Name)).Append("</h1>\n<p>").Append(Text(objectives)).Append(". ")
            .Append(Text(study.Counts())).Append('.').Append(Duration(study))
            .Append(CultureInfo.InvariantCulture, $" As of {study.Now:yyyy-MM-dd HH:mm:ss}.</p>\n<nav>");
        foreach (Picture picture in pictures)
        {
            html.Append("<a href=\"#").Append(picture.Name).Append("\">").Append(Text(picture.Title)).Append("</a> ");
        }

        html.Append("<a href=\"#space\">Space</a> <a href=\"#settings\">Settings</a> <a href=\"#trials\">Trials</a></nav>\n</header>\n");
    }

    private static string Duration(StudyView study)
    {
        DateTime? start = study.Trials.Min(trial => trial.Started), end = study.Trials.Max(trial => trial.Completed);
        return start is null || end is null ? ""
            : string.Create(CultureInfo.InvariantCulture, $" From {start:yyyy-MM-dd HH:mm:ss} to {end:yyyy-MM-dd HH:mm:ss}.");
    }

    // Of several objectives the trials of the front, of one the best.
    private static void WriteBest(StringBuilder html, StudyView study)
    {
        IReadOnlyList<Trial> best = study.Best();
        html.Append("<section id=\"best\">\n<h2>").Append(study.Directions.Count > 1 ? "Pareto front" : "Best trial").Append("</h2>\n");
        if (best.Count == 0)
        {
            html.Append("<p>No trial is complete yet.</p>\n</section>\n");
            return;
        }

        html.Append("<div class=\"wide\"><table>\n<thead><tr><th></th>");
        foreach (Trial trial in best)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th class=\"number\">trial {trial.Number}</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        for (int i = 0; i < study.Objectives.Count; i++)
        {
            WriteRow(html, "value", study.Objectives[i], best.Select(trial => NumberText.Short(StudyView.ValueOf(trial, i))));
        }

        foreach (string name in study.Parameters.Keys.Where(name => best.Any(trial => trial.Parameters.ContainsKey(name))))
        {
            WriteRow(html, "option", name, best.Select(trial
                => trial.Parameters.TryGetValue(name, out Parameter? p) ? NumberText.Value(p.Value) : ""));
        }

        html.Append("</tbody></table></div>\n</section>\n");
    }

    private static void WriteSpace(StringBuilder html, StudyView study)
    {
        html.Append("<section id=\"space\">\n<h2>Space</h2>\n<div class=\"wide\"><table>\n<thead><tr><th>parameter</th><th>range</th>");
        foreach (string objective in study.Objectives)
        {
            html.Append("<th class=\"number\">importance")
                .Append(study.Objectives.Count > 1 ? Text($" for {objective}") : "").Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach ((string name, Distribution range) in study.Parameters)
        {
            html.Append("<tr><td>").Append(Text(name)).Append("</td><td>").Append(Text(Range(range))).Append("</td>");
            for (int i = 0; i < study.Objectives.Count; i++)
            {
                bool isKnown = study.Importances.Count > i && study.Importances[i].ContainsKey(name);
                html.Append("<td class=\"number\">")
                    .Append(isKnown ? study.Importances[i][name].ToString("0.000", CultureInfo.InvariantCulture) : "").Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n</section>\n");
    }

    private static void WriteSettings(StringBuilder html, StudyView study)
    {
        html.Append("<section id=\"settings\">\n<h2>Settings</h2>\n");
        if (study.UserAttributes.Count == 0)
        {
            html.Append("<p>The study has no settings of its own.</p>\n");
        }

        foreach ((string name, JsonElement value) in study.UserAttributes.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            html.Append("<details><summary>").Append(Text(name)).Append("</summary>\n<pre>")
                .Append(Text(JsonSerializer.Serialize(value, _indented)))
                .Append("</pre></details>\n");
        }

        html.Append("</section>\n");
    }

    private static string Range(Distribution distribution) => distribution switch
    {
        FloatDistribution range => $"{NumberText.Short(range.Low)} to {NumberText.Short(range.High)}"
            + $"{(range.Log ? ", logarithmic" : "")}{(range.Step is { } step ? $", steps of {NumberText.Short(step)}" : "")}",
        IntDistribution range => $"{NumberText.Value(range.Low)} to {NumberText.Value(range.High)}, whole"
            + $"{(range.Log ? ", logarithmic" : "")}{(range.Step > 1 ? $", steps of {NumberText.Value(range.Step)}" : "")}",
        CategoricalDistribution choice => "one of " + string.Join(", ", choice.Choices.Select(NumberText.Value)),
        _ => distribution.ToString()!,
    };

    private static void WriteRow(StringBuilder html, string kind, string name, IEnumerable<string> cells)
    {
        html.Append("<tr class=\"").Append(kind).Append("\"><th>").Append(Text(name)).Append("</th>");
        foreach (string cell in cells)
        {
            html.Append("<td class=\"number\">").Append(Text(cell)).Append("</td>");
        }

        html.Append("</tr>\n");
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(StudyReport).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
