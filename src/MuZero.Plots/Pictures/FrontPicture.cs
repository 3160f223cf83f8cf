using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>The Pareto front: the trials of several objectives, and those that no other dominates. A panel per pair of
/// objectives.</summary>
internal static class FrontPicture
{
    private const int MostPanels = 6;

    public static Drawing Draw(StudyView study, string title)
    {
        int objectives = study.Directions.Count;
        if (objectives < 2)
        {
            return Sheet.Empty(study, title, "A Pareto front needs at least two objectives; this study has one.");
        }

        List<Trial> trials = [.. study.Trials.Where(trial => trial.State == TrialState.Complete && trial.Values.Count == objectives
            && trial.Values.All(double.IsFinite))];
        if (trials.Count == 0)
        {
            return Sheet.Empty(study, title, "No trial is complete yet.");
        }

        HashSet<int> front = [.. study.Best().Select(trial => trial.Number)];
        List<(int X, int Y)> pairs = [.. (from x in Enumerable.Range(0, objectives) from y in Enumerable.Range(x + 1,
            objectives - x - 1) select (x, y))
            .Take(MostPanels)];
        int columns = Math.Min(3, pairs.Count), rows = (pairs.Count + columns - 1) / columns;
        Sheet sheet = Sheet.Of(pairs.Count == 1 ? 760.0 : columns * 380.0, 90.0 + (rows * (pairs.Count == 1 ? 420.0 : 340.0)), title,
            Sheet.Subtitle(study))
            .Legend([.. Legend(trials)]);
        IReadOnlyList<Area> panels = sheet.Panels(pairs.Count, columns);
        for (int i = 0; i < pairs.Count; i++)
        {
            DrawPanel(study, sheet.Drawing, panels[i], pairs[i], trials, front, hasLine: objectives == 2);
        }

        return sheet.Drawing;
    }

    private static void DrawPanel(
        StudyView study, Drawing drawing, Area panel, (int X, int Y) pair, List<Trial> trials, HashSet<int> front, bool hasLine)
    {
        Frame frame = Frame.Draw(drawing, panel, ScaleOf(pair.X), ScaleOf(pair.Y));
        List<Trial> best = [.. trials.Where(trial => front.Contains(trial.Number)).OrderBy(trial => trial.Values[pair.X])];
        if (hasLine && best.Count > 1)
        {
            drawing.Path(Steps(study, frame, pair, best), new(Stroke: Palette.Vermilion, Width: 1.5), "front");
        }

        double radius = Marks.Radius(trials.Count);
        foreach (Trial trial in trials.OrderBy(trial => front.Contains(trial.Number)))
        {
            Point at = frame.Inside(trial.Values[pair.X], trial.Values[pair.Y]);
            string? hint = trials.Count > Marks.Many ? null : StudyView.Hint(trial);
            if (front.Contains(trial.Number))
            {
                drawing.Polygon(Marks.Diamond(at, radius + 1.5), new(Palette.Vermilion, Palette.Ink, 0.6), "best", hint);
                continue;
            }

            Marks.Draw(drawing, TrialState.Complete, at, radius, hint, trial.IsFeasible);
        }

        Scale ScaleOf(int objective) => Scales.OfValues(study.ValueTitle(objective), study.Directions[objective],
            [.. trials.Select(trial => trial.Values[objective])]);
    }

    // The border of what is dominated: right angles at the corner that is worse in both.
    private static List<Point> Steps(StudyView study, Frame frame, (int X, int Y) pair, List<Trial> best)
    {
        List<Point> steps = [];
        foreach (Trial trial in best)
        {
            Point at = frame.Inside(trial.Values[pair.X], trial.Values[pair.Y]);
            if (steps.Count > 0)
            {
                steps.Add(study.Directions[pair.X] == Direction.Minimize ? new(at.X, steps[^1].Y) : new(steps[^1].X, at.Y));
            }

            steps.Add(at);
        }

        return steps;
    }

    private static IEnumerable<(Action<Drawing, Point> Mark, string Text)> Legend(List<Trial> trials)
    {
        yield return ((drawing, at) => drawing.Polygon(Marks.Diamond(at, 5.5), new(Palette.Vermilion, Palette.Ink, 0.6)), "Pareto front");
        yield return ((drawing, at) => Marks.Draw(drawing, TrialState.Complete, at, 4.5), "dominated");
        if (trials.Exists(trial => !trial.IsFeasible))
        {
            yield return ((drawing, at) => Marks.Draw(drawing, TrialState.Complete, at, 4.5, isFeasible: false), "violates a constraint");
        }
    }
}
