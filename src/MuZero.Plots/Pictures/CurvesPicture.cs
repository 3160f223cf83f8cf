using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>The learning curves: the intermediate values of every trial.</summary>
internal static class CurvesPicture
{
    // The first steps of a curve are far from the last ones and no outliers.
    private const double Fence = 12.0;

    private static readonly TrialState[] _order = [TrialState.Failed, TrialState.Pruned, TrialState.Complete, TrialState.Running];

    public static Drawing Draw(StudyView study, string title)
    {
        List<(Trial Trial, List<IntermediateValue> Curve)> curves = [.. study.Trials
            .Select(trial => (trial, trial.Intermediate.Where(reported => double.IsFinite(reported.Value)).ToList()))
            .Where(entry => entry.Item2.Count > 0)];
        if (curves.Count == 0)
        {
            return Sheet.Empty(study, title, "No trial has reported an intermediate value.");
        }

        int every = (curves.Count + Marks.MostLines - 1) / Marks.MostLines;
        Trial? best = study.Directions.Count == 1 && study.Best() is [{ } first] ? first : null;
        curves = [.. curves.Where((entry, i) => i % every == 0 || entry.Trial.Number == best?.Number)];
        TrialState[] states = [.. _order.Where(state => curves.Any(entry => entry.Trial.State == state))];
        Sheet sheet = Sheet.Of(900.0, 460.0, title, Sheet.Subtitle(study) + (every > 1 ? $" · one of {every} curves" : ""))
            .Legend([.. states
            .Select(state => (Line(PaintOf(state, 1.0)), StudyView.StateName(state)))
            .Concat(best is null || curves.All(entry => entry.Trial.Number != best.Number) ? []
                : [(Line(_bestPaint), $"best trial ({best.Number})")])]);
        Frame frame = Frame.Draw(
            sheet.Drawing,
            sheet.Area,
            Scales.Whole("step", curves.Min(entry => entry.Curve[0].Step), curves.Max(entry => entry.Curve[^1].Step)),
            Scales.OfValues($"intermediate {study.ValueTitle(0)}", study.Directions[0],
                [.. curves.SelectMany(entry => entry.Curve).Select(reported => reported.Value)], Fence));
        double opacity = Math.Clamp(12.0 / Math.Sqrt(curves.Count * 10.0), 0.25, 0.9);
        foreach ((Trial trial, List<IntermediateValue> curve) in curves.OrderBy(entry => Array.IndexOf(_order, entry.Trial.State))
            .OrderBy(entry => entry.Trial.Number == best?.Number))
        {
            bool isBest = trial.Number == best?.Number;
            Paint paint = isBest ? _bestPaint
                : PaintOf(trial.State, trial.State == TrialState.Complete ? opacity : Math.Max(opacity, 0.65));
            string? hint = study.Trials.Count > Marks.Many ? null : StudyView.Hint(trial);
            DrawCurve(sheet.Drawing, frame, curve, paint, isBest ? "best" : StudyView.StateName(trial.State), hint);
        }

        return sheet.Drawing;
    }

    private static readonly Paint _bestPaint = new(Stroke: Palette.Black, Width: 2.2);

    private static void DrawCurve(Drawing drawing, Frame frame, List<IntermediateValue> curve, Paint paint, string kind, string? hint)
    {
        IReadOnlyList<Point> points = [.. curve.Select(reported => frame.Inside(reported.Step, reported.Value))];
        if (points.Count == 1)
        {
            drawing.Circle(points[0], 2.5, new(paint.Stroke, Opacity: paint.Opacity), kind, hint);
            return;
        }

        drawing.Path(points, paint, kind, hint);
    }

    private static Paint PaintOf(TrialState state, double opacity)
        => new(Stroke: Marks.Colour(state), Width: 1.3, Opacity: opacity, IsDashed: state == TrialState.Running);

    private static Action<Drawing, Point> Line(Paint paint) => (drawing, at)
        => drawing.Line(new(at.X - 9, at.Y), new(at.X + 9, at.Y), paint);
}
