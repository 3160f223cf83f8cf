using MuZero.Arena;
using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Pictures;

/// <summary>A forest plot: the rating of each entrant as a mark on its interval.</summary>
internal static class RatingsPicture
{
    private const double LabelSize = 12.0;
    private const double RowHeight = 26.0;
    private const double LongestName = 320.0;

    public static Drawing Draw(string title, string subtitle, IReadOnlyList<RatedEntrant> entrants)
    {
        RatedEntrant[] rows = [.. entrants.Where(row => row.Rating.Elo is not null).OrderByDescending(row => row.Rating.Elo)];
        Sheet sheet = Sheet.Of(900.0, 120.0 + (Math.Max(1, rows.Length) * RowHeight), title, subtitle);
        if (rows.Length == 0)
        {
            Point middle = new(sheet.Drawing.Width / 2.0, 95.0);
            sheet.Drawing.Text("No entrant has a rating yet.", middle, new(14.0, Anchor.Middle, Color: Palette.Faint), "empty");
            return sheet.Drawing;
        }

        Typeface font = Typeface.Embedded;
        double names = Math.Min(LongestName, rows.Max(row => font.Width(row.Name, LabelSize)) + 8.0);
        Frame frame = Frame.Draw(
            sheet.Drawing, sheet.Area.Shrunk(names, 0.0, 56.0, 0.0), RatingScale.Of(rows),
            new CategoryScale("", [.. rows.Select(_ => "")]));
        for (int i = 0; i < rows.Length; i++)
        {
            double up = frame.Up(rows.Length - 1 - i);
            RatingMark.Draw(sheet.Drawing, rows[i], new(frame.Across(rows[i].Rating.Elo!.Value), up),
                new(frame.Across(rows[i].Rating.Interval.Low), up), new(frame.Across(rows[i].Rating.Interval.High), up));
            sheet.Drawing.Text(
                font.Fit(rows[i].Name, LabelSize, LongestName - 8.0), new(frame.Area.Left - 8.0, up), new(LabelSize, Anchor.End), "tick");
            sheet.Drawing.Text(
                RatingMark.Text(rows[i].Rating.Elo!.Value), new(frame.Area.Right + 48.0, up), new(LabelSize, Anchor.End), "value");
        }

        return sheet.Drawing;
    }
}
