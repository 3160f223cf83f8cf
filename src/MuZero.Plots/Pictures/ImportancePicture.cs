using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Pictures;

/// <summary>The importance of each parameter as a bar.</summary>
internal static class ImportancePicture
{
    private const double LabelSize = 12.0;
    private const double RowHeight = 26.0;
    private const int MostParameters = 30;

    public static Drawing Draw(StudyView study, int objective, string title)
    {
        IReadOnlyDictionary<string, double> importance = study.Importances.Count > objective
            ? study.Importances[objective]
            : new Dictionary<string, double>();
        List<KeyValuePair<string, double>> rows = [.. importance.Where(entry => double.IsFinite(entry.Value))
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(MostParameters)];
        if (rows.Count == 0)
        {
            return Sheet.Empty(study, title, "Importance needs at least two complete trials with different values.");
        }

        Typeface font = Typeface.Embedded;
        Sheet sheet = Sheet.Of(900.0, 120.0 + (rows.Count * RowHeight), title, Sheet.Subtitle(study));
        double names = Math.Min(260.0, rows.Max(row => font.Width(row.Key, LabelSize)) + 8.0);
        Area inner = sheet.Area.Shrunk(names, 0.0, 40.0, 0.0);
        Frame frame = Frame.Draw(sheet.Drawing, inner,
            Scales.Exact("importance (PED-ANOVA), share of the sum", 0.0, Math.Max(0.1, rows[0].Value)),
            new CategoryScale("", [.. rows.Select(_ => "")]));
        for (int i = 0; i < rows.Count; i++)
        {
            double middle = frame.Up(rows.Count - 1 - i), right = frame.Across(Math.Max(0.0, rows[i].Value));
            sheet.Drawing.Box(
                new(frame.Area.Left, middle - 8.0, Math.Max(0.5, right - frame.Area.Left), 16.0), new(Palette.Blue), "importance",
                $"{rows[i].Key}: {NumberText.Short(rows[i].Value)}");
            sheet.Drawing.Text(font.Fit(rows[i].Key, LabelSize, 252.0), new(frame.Area.Left - 8.0, middle), new(LabelSize, Anchor.End),
                "tick");
            sheet.Drawing.Text(rows[i].Value.ToString("0.000", CultureInfo.InvariantCulture), new(right + 6.0, middle), new(LabelSize),
                "value");
        }

        return sheet.Drawing;
    }
}
