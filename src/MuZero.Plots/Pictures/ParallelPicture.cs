using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>Parallel coordinates: a line per complete trial through its value and its parameters.</summary>
internal static class ParallelPicture
{
    public const int MostParameters = 12;

    private const double LabelSize = 11.0;
    private const double NameAngle = -22.0;

    private static readonly Typeface _font = Typeface.Embedded;

    public static Drawing Draw(StudyView study, int objective, string title)
    {
        IReadOnlyList<Trial> all = study.Complete(objective);
        bool isMinimised = study.Directions[objective] == Direction.Minimize;
        IReadOnlyList<Trial> trials = [.. all.OrderBy(trial => isMinimised ? StudyView.ValueOf(trial, objective)
            : -StudyView.ValueOf(trial, objective))
            .Take(Marks.MostLines)];
        IReadOnlyList<string> names = study.Leading(objective, MostParameters);
        if (trials.Count == 0 || names.Count == 0)
        {
            return Sheet.Empty(study, title, trials.Count == 0 ? "No trial is complete yet." : "No parameter varies.");
        }

        Scale values = Scales.OfValues(study.Objectives[objective], study.Directions[objective],
            [.. trials.Select(trial => StudyView.ValueOf(trial, objective))]);
        Scale[] scales = [values, .. names.Select(name => Scales.Of(name, study.Parameters[name]))];
        bool hasUnset = trials.Any(trial => names.Any(name => !trial.Parameters.ContainsKey(name)));
        Sheet sheet = Sheet.Of(Math.Max(720.0, 150.0 + (scales.Length * 95.0)), 510.0, title, Subtitle(study, names, all.Count));
        sheet = ColourBar(
            sheet, study, objective,
                [.. trials.Select(trial => StudyView.ValueOf(trial, objective)).Where(value => values.At(value) is >= 0.0 and <= 1.0)]);
        double spacing = (sheet.Area.Width - 175.0) / (scales.Length - 1);
        Area area = sheet.Area.Shrunk(60.0, 78.0, 115.0, hasUnset ? 36.0 : 14.0);
        DrawLines(study, objective, sheet.Drawing, area, scales, trials, names, new ValueColours(values, study.Directions[objective]));
        for (int i = 0; i < scales.Length; i++)
        {
            DrawAxis(sheet.Drawing, area, area.Left + (i * spacing), scales[i], i == 0 ? 60.0 : spacing - 16.0);
        }

        if (hasUnset)
        {
            sheet.Drawing.Text("not set", new(area.Left - 8.0, area.Bottom + 22.0), new(LabelSize, Anchor.End, Color: Palette.Faint),
                "tick");
        }

        return sheet.Drawing;
    }

    private static Sheet ColourBar(Sheet sheet, StudyView study, int objective, double[] shown)
    {
        bool isMinimised = study.Directions[objective] == Direction.Minimize;
        return sheet.ColourBar(
            study.ValueTitle(objective), NumberText.Short(shown.Min()), NumberText.Short(shown.Max()),
            share => ValueColours.Shade(isMinimised ? share : 1.0 - share));
    }

    private static string Subtitle(StudyView study, IReadOnlyList<string> names, int complete)
    {
        int varying = study.Parameters.Values.Count(range => !range.IsSingle);
        return Sheet.Subtitle(study)
            + (complete > Marks.MostLines ? string.Create(CultureInfo.InvariantCulture, $" · the best {Marks.MostLines:N0}") : "")
            + (names.Count < varying ? $" · {names.Count} of {varying} parameters" : "");
    }

    private static void DrawLines(
        StudyView study, int objective, Drawing drawing, Area area, Scale[] scales, IReadOnlyList<Trial> trials,
            IReadOnlyList<string> names,
        ValueColours colours)
    {
        double opacity = Math.Clamp(8.0 / Math.Sqrt(trials.Count), 0.3, 0.9), spacing = area.Width / (scales.Length - 1);
        // The best come first and are drawn last, in front.
        foreach (Trial trial in trials.Reverse())
        {
            double value = StudyView.ValueOf(trial, objective);
            List<Point> points = [new(area.Left, Height(scales[0].At(value)))];
            for (int i = 0; i < names.Count; i++)
            {
                double height = trial.Parameters.TryGetValue(names[i], out Parameter? parameter)
                    ? Height(scales[i + 1].At(parameter.Representation))
                    : area.Bottom + 22.0;
                points.Add(new(area.Left + ((i + 1) * spacing), height));
            }

            string? hint = study.Trials.Count > Marks.Many ? null : StudyView.Hint(trial);
            drawing.Path(points, new(Stroke: colours.Of(value), Width: 1.3, Opacity: opacity), "complete", hint);
        }

        double Height(double share) => area.Bottom - (Math.Clamp(share, 0.0, 1.0) * area.Height);
    }

    // Labels stand on white, because lines pass below them.
    private static void DrawAxis(Drawing drawing, Area area, double left, Scale scale, double room)
    {
        drawing.Line(new(left, area.Top), new(left, area.Bottom), new(Stroke: "#555555", Width: 1.2), "axis");
        int most = scale.IsCategorical ? (int)(area.Height / 16.0) : 6;
        foreach (Tick tick in scale.Ticks(most))
        {
            double height = area.Bottom - (tick.At * area.Height);
            drawing.Line(new(left - (tick.Label.Length > 0 ? 5.0 : 3.0), height), new(left, height), new(Stroke: "#555555"));
            if (tick.Label.Length == 0)
            {
                continue;
            }

            string label = _font.Fit(tick.Label, LabelSize, room - 8.0);
            double width = _font.Width(label, LabelSize);
            drawing.Box(new(left - width - 9.0, height - 7.0, width + 3.0, 14.0), new(Palette.Paper, Opacity: 0.82));
            drawing.Text(label, new(left - 7.0, height), new(LabelSize, Anchor.End), "tick");
        }

        drawing.Text(_font.Fit(scale.Title, LabelSize, 155.0), new(left - 4.0, area.Top - 12.0), new(LabelSize, Angle: NameAngle), "title");
    }
}
