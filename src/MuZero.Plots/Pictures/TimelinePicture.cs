using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>The timeline: a bar per trial from its start to its end, coloured by its state.</summary>
internal static class TimelinePicture
{
    private static readonly (double Seconds, string Name)[] _units =
        [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"), (0.001, "milliseconds")];

    public static Drawing Draw(StudyView study, string title)
    {
        List<(Trial Trial, DateTime Start, DateTime End)> bars = [.. study.Trials
            .Where(trial => trial.Started is not null && (trial.Completed is not null || trial.State == TrialState.Running))
            .Select(trial => (trial, trial.Started!.Value, trial.Completed ?? Later(study.Now, trial.Started.Value)))];
        if (bars.Count == 0)
        {
            return Sheet.Empty(study, title, "No trial has started yet.");
        }

        DateTime start = bars.Min(bar => bar.Start);
        double seconds = Math.Max(0.001, (bars.Max(bar => bar.End) - start).TotalSeconds);
        (double unit, string name) = _units.FirstOrDefault(unit => seconds >= 2.0 * unit.Seconds, _units[^1]);
        TrialState[] states = [.. bars.Select(bar => bar.Trial.State).Distinct().OrderBy(state => state == TrialState.Running)
            .ThenBy(state => state)];
        Sheet sheet = Sheet.Of(900.0, 460.0, title, Sheet.Subtitle(study))
            .Legend([.. states.Select(state => (Swatch(state), StudyView.StateName(state)))]);
        Frame frame = Frame.Draw(
            sheet.Drawing,
            sheet.Area,
            Scales.Exact(string.Create(CultureInfo.InvariantCulture, $"time since {start:yyyy-MM-dd HH:mm:ss} ({name})"), 0.0,
                seconds / unit),
            Scales.Whole("trial number", 0.0, Math.Max(1, study.Trials.Count - 1)));
        double height = Math.Clamp(0.7 * frame.Area.Height / study.Trials.Count, 2.0, 18.0);
        foreach ((Trial trial, DateTime from, DateTime to) in bars)
        {
            double left = frame.Across((from - start).TotalSeconds / unit), right = frame.Across((to - start).TotalSeconds / unit);
            Area bar = new(left, frame.Up(trial.Number) - (height / 2.0), Math.Max(1.0, right - left), height);
            string? hint = study.Trials.Count > Marks.Many ? null
                : string.Create(CultureInfo.InvariantCulture,
                    $"{StudyView.Hint(trial)}\ntime = {(to - from).TotalSeconds:0.###} s\nworker = {trial.Worker}");
            sheet.Drawing.Box(bar, PaintOf(trial.State), StudyView.StateName(trial.State), hint);
        }

        return sheet.Drawing;
    }

    private static DateTime Later(DateTime now, DateTime start) => now > start ? now : start;

    private static Paint PaintOf(TrialState state) => new(Marks.Colour(state), Opacity: state == TrialState.Running ? 0.7 : 1.0);

    private static Action<Drawing, Point> Swatch(TrialState state) => (drawing, at)
        => drawing.Box(new(at.X - 8, at.Y - 5, 16, 10), PaintOf(state));
}
