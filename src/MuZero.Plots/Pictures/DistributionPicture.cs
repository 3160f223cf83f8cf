using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Pictures;

/// <summary>The empirical distribution function: the share of complete trials whose value is at most x.</summary>
internal static class DistributionPicture
{
    public static Drawing Draw(StudyView study, int objective, string title)
    {
        double[] values = [.. study.Complete(objective).Select(trial => StudyView.ValueOf(trial, objective)).Order()];
        if (values.Length == 0)
        {
            return Sheet.Empty(study, title, "No trial is complete yet.");
        }

        Sheet sheet = Sheet.Of(900.0, 420.0, title, Sheet.Subtitle(study));
        Frame frame = Frame.Draw(
            sheet.Drawing,
            sheet.Area,
            Scales.OfValues(study.ValueTitle(objective), study.Directions[objective], values),
            Scales.Exact("share of complete trials with at most this value", 0.0, 1.0));
        List<Point> steps = [new(frame.Area.Left, frame.Area.Bottom - (frame.Area.Height * Share(i => frame.X.At(values[i]) < 0.0)))];
        for (int i = 0; i < values.Length; i++)
        {
            if (frame.X.At(values[i]) is < 0.0 or > 1.0)
            {
                continue;
            }

            steps.Add(frame.At(values[i], (double)i / values.Length));
            steps.Add(frame.At(values[i], (i + 1.0) / values.Length));
        }

        steps.Add(new(frame.Area.Right, steps[^1].Y));
        sheet.Drawing.Path(steps, new(Stroke: Palette.Blue, Width: 2.0), "share", "share of complete trials");
        return sheet.Drawing;

        double Share(Func<int, bool> matches) => (double)Enumerable.Range(0, values.Length).Count(matches) / values.Length;
    }
}
