using System.Text;
using System.Text.Json;
using MuZero.Plots.Axes;
using MuZero.Plots.Pictures;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Reports;

/// <summary>The table of a report's trials. A cell's data-key is the number by which the script sorts.</summary>
internal static class TrialRows
{
    public static void Write(StringBuilder html, StudyView study)
    {
        string[] attributes = [.. study.Trials.SelectMany(trial => trial.UserAttributes.Keys).Distinct().Order(StringComparer.Ordinal)];
        html.Append("<section id=\"trials\">\n<h2>Trials</h2>\n<p>A click on a heading sorts.</p>\n")
            .Append("<div class=\"wide\"><table class=\"sortable\">\n<thead><tr>");
        foreach (string heading in (string[])["trial", "state", .. study.Objectives, "started", "time (s)", .. study.Parameters.Keys,
            .. attributes])
        {
            html.Append("<th>").Append(StudyReport.Text(heading)).Append("</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        HashSet<int> best = [.. study.Best().Select(trial => trial.Number)];
        foreach (Trial trial in study.Trials)
        {
            html.Append("<tr class=\"").Append(StudyView.StateName(trial.State))
                .Append(best.Contains(trial.Number) ? " best" : "").Append("\">");
            WriteCells(html, study, trial, attributes);
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n</section>\n");
    }

    private static void WriteCells(StringBuilder html, StudyView study, Trial trial, string[] attributes)
    {
        Cell(html, (long)trial.Number);
        Cell(html, StudyView.StateName(trial.State));
        for (int i = 0; i < study.Objectives.Count; i++)
        {
            Cell(html, trial.Values.Count > i ? trial.Values[i] : null);
        }

        Cell(html, trial.Started?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        Cell(html, trial.Started is { } start && trial.Completed is { } end ? Math.Round((end - start).TotalSeconds, 3) : null);
        foreach (string name in study.Parameters.Keys)
        {
            Cell(html, trial.Parameters.TryGetValue(name, out Parameter? parameter) ? parameter.Value ?? "null" : null);
        }

        foreach (string name in attributes)
        {
            Cell(html, trial.UserAttributes.TryGetValue(name, out JsonElement value) ? value.ToString() : null);
        }
    }

    private static void Cell(StringBuilder html, object? value)
    {
        if (value is double or long)
        {
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\" data-key=\"{value}\">");
        }
        else
        {
            html.Append("<td>");
        }

        html.Append(value is null ? "" : StudyReport.Text(NumberText.Value(value))).Append("</td>");
    }
}
