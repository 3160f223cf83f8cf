using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>Contours: the value over two parameters, smoothed between the trials. A panel per pair of the leading parameters.</summary>
internal static class ContourPicture
{
    private const int Parameters = 3;
    private const int LeastTrials = 3;
    private const int Bands = 12;
    private const int Columns = 100;
    private const int Rows = 80;

    public static Drawing Draw(StudyView study, int objective, string title)
    {
        IReadOnlyList<string> names = study.Leading(objective, Parameters);
        return names.Count < 2
            ? Sheet.Empty(study, title, "Contours need at least two parameters that vary.")
            : Draw(study, objective, title, names.Count == 2 ? [(names[0], names[1])]
                : [(names[0], names[1]), (names[0], names[2]), (names[1], names[2])]);
    }

    /// <summary>The contours of given pairs.</summary>
    public static Drawing Draw(StudyView study, int objective, string title, IReadOnlyList<(string X, string Y)> pairs)
    {
        IReadOnlyList<Trial> trials = study.Complete(objective);
        if (trials.Count < LeastTrials)
        {
            return Sheet.Empty(study, title, "Contours need at least three complete trials.");
        }

        Scale values = Scales.OfValues(study.ValueTitle(objective), study.Directions[objective],
            [.. trials.Select(trial => StudyView.ValueOf(trial, objective))]);
        List<Panel> panels = [.. pairs.Select(pair => Panel.Of(study, objective, pair, values, trials))];
        (double low, double high) = Range(panels);
        bool isMinimised = study.Directions[objective] == Direction.Minimize;
        int columns = Math.Min(3, pairs.Count);
        Sheet sheet = Sheet.Of(pairs.Count == 1 ? 720.0 : columns * 360.0, pairs.Count == 1 ? 540.0 : 420.0, title, Sheet.Subtitle(study));
        sheet = sheet.ColourBar(
            $"smoothed {values.Title}", NumberText.Short(values.ValueAt(low)), NumberText.Short(values.ValueAt(high)),
            share => Colour((int)(share * Bands), isMinimised));
        IReadOnlyList<Area> areas = sheet.Panels(pairs.Count, columns);
        for (int i = 0; i < panels.Count; i++)
        {
            Frame frame = Frame.Draw(sheet.Drawing, areas[i], panels[i].X, panels[i].Y);
            panels[i].Draw(sheet.Drawing, frame, height => (int)Math.Min(Bands - 1.0, (height - low) / (high - low) * Bands), isMinimised);
        }

        return sheet.Drawing;
    }

    // Smoothing narrows the range, and the colours are spent on what is left.
    private static (double Low, double High) Range(List<Panel> panels)
    {
        List<double> heights = [.. panels.SelectMany(panel => panel.Heights.Cast<double>()).Where(double.IsFinite)];
        return heights.Count == 0 || heights.Max() - heights.Min() < 1e-9 ? (0.0, 1.0) : (heights.Min(), heights.Max());
    }

    private static string Colour(int band, bool isMinimised)
    {
        double share = (band + 0.5) / Bands;
        return ValueColours.Shade(isMinimised ? share : 1.0 - share);
    }

    /// <summary>Two parameters with the surface over them; <paramref name="Heights"/> [columns, rows] is empty if too few trials have
    /// both.</summary>
    private sealed record Panel((string X, string Y) Names, Scale X, Scale Y, IReadOnlyList<Trial> Trials, double[,] Heights)
    {
        public static Panel Of(StudyView study, int objective, (string X, string Y) pair, Scale values, IReadOnlyList<Trial> trials)
        {
            Scale x = Scales.Of(pair.X, study.Parameters[pair.X]), y = Scales.Of(pair.Y, study.Parameters[pair.Y]);
            List<Trial> both = [.. trials.Where(trial => trial.Parameters.ContainsKey(pair.X) && trial.Parameters.ContainsKey(pair.Y))];
            if (both.Count < LeastTrials)
            {
                return new Panel(pair, x, y, [], new double[0, 0]);
            }

            int? categoriesX = (x as CategoryScale)?.Count, categoriesY = (y as CategoryScale)?.Count;
            Surface surface = new(
                [.. both.Select(trial => new SurfacePoint(
                    x.At(trial.Parameters[pair.X].Representation),
                    y.At(trial.Parameters[pair.Y].Representation),
                    Math.Clamp(values.At(StudyView.ValueOf(trial, objective)), 0.0, 1.0)))],
                categoriesX,
                categoriesY);
            return new Panel(pair, x, y, both, surface.Grid(categoriesX ?? Columns, categoriesY ?? Rows));
        }

        public void Draw(Drawing drawing, Frame frame, Func<double, int> bandOf, bool isMinimised)
        {
            if (Trials.Count == 0)
            {
                Point middle = new(frame.Area.Left + (frame.Area.Width / 2.0), frame.Area.Top + (frame.Area.Height / 2.0));
                drawing.Text("fewer than three trials have both", middle, new(12.0, Anchor.Middle, Color: Palette.Faint), "empty");
                return;
            }

            DrawBands(drawing, frame.Area, bandOf, isMinimised);
            foreach (Trial trial in Trials)
            {
                Point at = frame.At(trial.Parameters[Names.X].Representation, trial.Parameters[Names.Y].Representation);
                string? hint = Trials.Count > Marks.Many ? null : StudyView.Hint(trial, Names.X, Names.Y);
                drawing.Circle(at, Math.Min(3.0, Marks.Radius(Trials.Count)), new(Palette.Black, "#FFFFFF", 0.8), "complete", hint);
            }
        }

        // Neighbours of one band in a row are one box, which reaches a pixel below its neighbours so that no seam shows. Cells far from
        // all trials stay white.
        private void DrawBands(Drawing drawing, Area area, Func<double, int> bandOf, bool isMinimised)
        {
            int columns = Heights.GetLength(0), rows = Heights.GetLength(1);
            double width = area.Width / columns, height = area.Height / rows;
            for (int row = 0; row < rows; row++)
            {
                for (int from = 0, to; from < columns; from = to)
                {
                    int band = Band(from, row);
                    for (to = from + 1; to < columns && Band(to, row) == band; to++)
                    {
                    }

                    if (band >= 0)
                    {
                        Area cells = new(area.Left + (from * width), area.Bottom - ((row + 1) * height), (to - from) * width, height);
                        Area box = cells.Shrunk(0.0, 0.0, to < columns ? -1.0 : 0.0, row > 0 ? -1.0 : 0.0);
                        drawing.Box(box, new(Colour(band, isMinimised)), "band");
                    }
                }
            }

            int Band(int column, int row) => double.IsNaN(Heights[column, row]) ? -1 : bandOf(Heights[column, row]);
        }
    }
}
