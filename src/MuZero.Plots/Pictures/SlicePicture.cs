using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>Slices: the value over each parameter, coloured by the trial's number.</summary>
internal static class SlicePicture
{
    public const int MostParameters = 12;

    private const int MostColumns = 4;

    public static Drawing Draw(StudyView study, int objective, string title)
    {
        IReadOnlyList<Trial> trials = study.Complete(objective);
        IReadOnlyList<string> names = study.Leading(objective, MostParameters);
        if (trials.Count == 0 || names.Count == 0)
        {
            return Sheet.Empty(study, title, trials.Count == 0 ? "No trial is complete yet." : "No parameter varies.");
        }

        int columns = names.Count <= MostColumns ? names.Count : (names.Count + Rows(names.Count) - 1) / Rows(names.Count);
        double[] values = [.. trials.Select(trial => StudyView.ValueOf(trial, objective))];
        Scale titled = Scales.OfValues(study.ValueTitle(objective), study.Directions[objective], values), untitled = titled.Untitled();
        Sheet sheet = Sheet.Of(Math.Max(560.0, columns * 270.0), 80.0 + (Rows(names.Count) * 260.0), title, Sheet.Subtitle(study));
        int last = Math.Max(1, study.Trials.Count - 1);
        sheet = sheet.ColourBar(
            "trial number", "0", last.ToString("N0", CultureInfo.InvariantCulture), share => ValueColours.Shade(1.0 - share));
        IReadOnlyList<Area> panels = sheet.Panels(names.Count, columns);
        for (int i = 0; i < names.Count; i++)
        {
            Scale x = Scales.Of(names[i], study.Parameters[names[i]]);
            Frame frame = Frame.Draw(sheet.Drawing, panels[i], x, i % columns == 0 ? titled : untitled);
            foreach (Trial trial in trials.Where(trial => trial.Parameters.ContainsKey(names[i])))
            {
                Point at = frame.Inside(trial.Parameters[names[i]].Representation, StudyView.ValueOf(trial, objective));
                string? hint = study.Trials.Count * names.Count > Marks.Many ? null : StudyView.Hint(trial, names[i]);
                Paint paint = new(ValueColours.Shade(1.0 - ((double)trial.Number / last)), "#FFFFFF", 0.4);
                sheet.Drawing.Circle(at, Marks.Radius(trials.Count), paint, "complete", hint);
            }
        }

        return sheet.Drawing;
    }

    private static int Rows(int count) => (count + MostColumns - 1) / MostColumns;
}
