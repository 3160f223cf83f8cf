using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>The optimisation history: the value of every trial and the best value so far.</summary>
internal static class HistoryPicture
{
    public static Drawing Draw(StudyView study, int objective, string title)
    {
        List<Trial> valued = [.. study.Trials.Where(trial => trial.State is TrialState.Complete or TrialState.Pruned
            && double.IsFinite(StudyView.ValueOf(trial, objective)))];
        List<Trial> failed = [.. study.Trials.Where(trial => trial.State is TrialState.Failed or TrialState.Pruned).Except(valued)];
        if (valued.Count + failed.Count == 0)
        {
            return Sheet.Empty(study, title, "No trial has ended yet.");
        }

        Scale y = Scales.OfValues(study.ValueTitle(objective), study.Directions[objective],
            [.. valued.Select(trial => StudyView.ValueOf(trial, objective))]);
        bool hasBeyond = valued.Any(trial => y.At(StudyView.ValueOf(trial, objective)) is < 0.0 or > 1.0);
        Sheet sheet = Sheet.Of(900.0, 460.0, title, Sheet.Subtitle(study)).Legend([.. Legend(study, valued, hasBeyond)]);
        Frame frame = Frame.Draw(sheet.Drawing, sheet.Area, Scales.Whole("trial number", 0.0, Math.Max(1, study.Trials.Count - 1)), y);
        double radius = Marks.Radius(study.Trials.Count);
        foreach (Trial trial in valued.OrderByDescending(trial => trial.State))
        {
            double value = StudyView.ValueOf(trial, objective);
            Point at = frame.Inside(trial.Number, value);
            string? hint = study.Trials.Count > Marks.Many ? null : StudyView.Hint(trial);
            if (frame.IsBeyond(value))
            {
                sheet.Drawing.Polygon(Marks.Diamond(at, radius + 0.5), new("#FFFFFF", Marks.Colour(trial.State), 1.2), "beyond", hint);
                continue;
            }

            Marks.Draw(sheet.Drawing, trial.State, at, radius, hint, trial.IsFeasible);
        }

        foreach (Trial trial in failed)
        {
            Marks.Draw(sheet.Drawing, trial.State, new(frame.Across(trial.Number), frame.Area.Bottom - radius - 1.0), radius,
                StudyView.Hint(trial));
        }

        DrawBest(study, objective, frame, sheet.Drawing);
        return sheet.Drawing;
    }

    private static void DrawBest(StudyView study, int objective, Frame frame, Drawing drawing)
    {
        List<Point> steps = [];
        double best = double.NaN;
        foreach (Trial trial in study.Complete(objective).Where(trial => trial.IsFeasible))
        {
            double value = StudyView.ValueOf(trial, objective);
            if (!double.IsNaN(best) && !study.IsBetter(objective, value, best))
            {
                continue;
            }

            if (!double.IsNaN(best))
            {
                steps.Add(frame.Inside(trial.Number, best));
            }

            best = value;
            steps.Add(frame.Inside(trial.Number, best));
        }

        if (steps.Count > 0)
        {
            steps.Add(frame.Inside(study.Trials.Count - 1, best));
            drawing.Path(steps, new(Stroke: Palette.Black, Width: 1.8), "best", $"best value so far: {NumberText.Short(best)}");
        }
    }

    private static IEnumerable<(Action<Drawing, Point> Mark, string Text)> Legend(StudyView study, List<Trial> valued, bool hasBeyond)
    {
        if (valued.Any(trial => trial.State == TrialState.Complete))
        {
            yield return ((drawing, at) => Marks.Draw(drawing, TrialState.Complete, at, 4.5), "complete");
            yield return ((drawing, at) => drawing.Line(new(at.X - 9, at.Y), new(at.X + 9, at.Y), new(Stroke: Palette.Black, Width: 1.8)),
                "best so far");
        }

        if (valued.Any(trial => !trial.IsFeasible))
        {
            yield return ((drawing, at) => Marks.Draw(drawing, TrialState.Complete, at, 4.5, isFeasible: false), "violates a constraint");
        }

        if (study.Trials.Any(trial => trial.State == TrialState.Pruned))
        {
            yield return ((drawing, at) => Marks.Draw(drawing, TrialState.Pruned, at, 4.5), "pruned, at its last value");
        }

        if (study.Trials.Any(trial => trial.State == TrialState.Failed))
        {
            yield return ((drawing, at) => Marks.Draw(drawing, TrialState.Failed, at, 4.5), "failed");
        }

        if (hasBeyond)
        {
            yield return ((drawing, at) => drawing.Polygon(Marks.Diamond(at, 5.0), new("#FFFFFF", Palette.Blue, 1.2)), "beyond the axis");
        }
    }
}
