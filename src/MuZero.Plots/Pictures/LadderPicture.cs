using MuZero.Arena;
using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Pictures;

/// <summary>The ratings of a run's checkpoints over optimiser steps; entrants that are not checkpoints as dashed levels.</summary>
internal static class LadderPicture
{
    private static readonly Paint _curve = new(Stroke: Palette.Blue, Width: 1.8);
    private static readonly string[] _colours = [Palette.Vermilion, Palette.Green, Palette.Orange, Palette.Purple, Palette.Black];

    public static Drawing Draw(string title, string subtitle, IReadOnlyList<RatedEntrant> entrants)
    {
        RatedEntrant[] rated = [.. entrants.Where(row => row.Rating.Elo is not null)];
        RatedEntrant[] steps = [.. rated.Where(row => row.Step is not null).OrderBy(row => row.Step)];
        RatedEntrant[] levels = [.. rated.Where(row => row.Step is null)];
        if (steps.Length == 0)
        {
            return RatingsPicture.Draw(title, subtitle, entrants);
        }

        Sheet sheet = Sheet.Of(900.0, 460.0, title, subtitle).Legend(
        [
            (Line(_curve), "checkpoints"),
            .. levels.Select((row, i) => (Line(PaintOf(i)), $"{row.Name} ({RatingMark.Text(row.Rating.Elo!.Value)})")),
        ]);
        Frame frame = Frame.Draw(
            sheet.Drawing, sheet.Area, Scales.Whole("optimiser steps", steps[0].Step!.Value, steps[^1].Step!.Value), RatingScale.Of(rated));
        for (int i = 0; i < levels.Length; i++)
        {
            double up = frame.Up(levels[i].Rating.Elo!.Value);
            sheet.Drawing.Line(new(frame.Area.Left, up), new(frame.Area.Right, up), PaintOf(i), "level");
        }

        sheet.Drawing.Path([.. steps.Select(row => frame.At(row.Step!.Value, row.Rating.Elo!.Value))], _curve, "ladder");
        foreach (RatedEntrant row in steps)
        {
            RatingMark.Draw(sheet.Drawing, row, frame.At(row.Step!.Value, row.Rating.Elo!.Value),
                frame.Inside(row.Step!.Value, row.Rating.Interval.Low), frame.Inside(row.Step!.Value, row.Rating.Interval.High));
        }

        return sheet.Drawing;
    }

    private static Paint PaintOf(int level) => new(Stroke: _colours[level % _colours.Length], Width: 1.4, IsDashed: true);

    private static Action<Drawing, Point> Line(Paint paint) => (drawing, at)
        => drawing.Line(new(at.X - 9, at.Y), new(at.X + 9, at.Y), paint);
}
