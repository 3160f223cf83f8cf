using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>A drawing with a heading, and the area below the heading.</summary>
internal sealed class Sheet
{
    private const double Margin = 14.0;
    private const double HeadSize = 16.0;
    private const double LineSize = 12.0;
    private const double BarWidth = 120.0;

    private static readonly Typeface _font = Typeface.Embedded;

    private Sheet(Drawing drawing, Area area) => (Drawing, Area) = (drawing, area);

    public Drawing Drawing { get; }

    /// <summary>The part below the heading.</summary>
    public Area Area { get; private set; }

    public static Sheet Of(double width, double height, string title, string subtitle)
    {
        Drawing drawing = new(width, height);
        double room = width - (2.0 * Margin);
        drawing.Text(_font.Fit(title, HeadSize, room), new(Margin, 21.0), new(HeadSize), "heading");
        drawing.Text(_font.Fit(subtitle, LineSize, room), new(Margin, 42.0), new(LineSize, Color: Palette.Faint), "subtitle");
        return new Sheet(drawing, new Area(Margin, 56.0, room, height - 56.0 - 10.0));
    }

    /// <summary>A drawing that says why there is nothing to show.</summary>
    public static Drawing Empty(StudyView study, string title, string reason)
    {
        Sheet sheet = Of(720.0, 140.0, title, Subtitle(study));
        sheet.Drawing.Text(
            _font.Fit(reason, 14.0, sheet.Area.Width), new(sheet.Drawing.Width / 2.0, 95.0),
                new(14.0, Anchor.Middle, Color: Palette.Faint), "empty");
        return sheet.Drawing;
    }

    /// <summary>The study's name and the number of its trials.</summary>
    public static string Subtitle(StudyView study) => $"{_font.Fit(study.Name, LineSize, 360.0)} · {study.Counts()}";

    /// <summary>Adds a row that explains marks, and takes its height from the area.</summary>
    public Sheet Legend(params (Action<Drawing, Point> Mark, string Text)[] entries)
    {
        double left = Area.Left, middle = Area.Top + 7.0;
        foreach ((Action<Drawing, Point> mark, string text) in entries)
        {
            double width = 24.0 + _font.Width(text, LineSize) + 20.0;
            if (left + width > Area.Right && left > Area.Left)
            {
                (left, middle) = (Area.Left, middle + 18.0);
            }

            mark(Drawing, new(left + 9.0, middle));
            Drawing.Text(text, new(left + 24.0, middle), new(LineSize), "legend");
            left += width;
        }

        Area = Area.Shrunk(0.0, middle + 14.0 - Area.Top, 0.0, 0.0);
        return this;
    }

    /// <summary>Adds a row that explains colours, and takes its height from the area.</summary>
    /// <param name="title">The name of the quantity.</param>
    /// <param name="low">The text at the bar's left end.</param>
    /// <param name="high">The text at the bar's right end.</param>
    /// <param name="colour">The colour of a share of the bar.</param>
    public Sheet ColourBar(string title, string low, string high, Func<double, string> colour)
    {
        double middle = Area.Top + 7.0, left = Area.Left;
        string fitted = _font.Fit(title, LineSize, Area.Width - BarWidth - _font.Width(low + high, LineSize) - 40.0);
        Drawing.Text(fitted, new(left, middle), new(LineSize), "legend");
        left += _font.Width(fitted, LineSize) + 14.0;
        Drawing.Text(low, new(left, middle), new(LineSize), "legend");
        left = Math.Round(left + _font.Width(low, LineSize) + 6.0);
        const int parts = 30;
        for (int i = 0; i < parts; i++)
        {
            Drawing.Box(new Area(left + (i * BarWidth / parts), middle - 6.0, (BarWidth / parts) + (i + 1 < parts ? 1.0 : 0.0), 12.0),
                new(colour((i + 0.5) / parts)));
        }

        Drawing.Text(high, new(left + BarWidth + 6.0, middle), new(LineSize), "legend");
        Area = Area.Shrunk(0.0, 21.0, 0.0, 0.0);
        return this;
    }

    /// <summary>Splits the area into panels of equal size, row by row.</summary>
    public IReadOnlyList<Area> Panels(int count, int columns, double gap = 12.0)
    {
        int rows = (count + columns - 1) / columns;
        double width = (Area.Width - (gap * (columns - 1))) / columns, height = (Area.Height - (gap * (rows - 1))) / rows;
        return [.. Enumerable.Range(0, count).Select(i => new Area(
            Area.Left + (i % columns * (width + gap)), Area.Top + (i / columns * (height + gap)), width, height))];
    }
}

/// <summary>The marks of trials: each state has a shape and a colour of its own.</summary>
internal static class Marks
{
    /// <summary>Trials above which marks are small and have no hover text, so that files stay small.</summary>
    public const int Many = 2000;

    /// <summary>Lines above which a picture of lines is a blot.</summary>
    public const int MostLines = 1000;

    public static double Radius(int trials) => trials switch
    {
        <= 50 => 4.5,
        <= 200 => 3.5,
        <= 1000 => 2.5,
        _ => 1.8,
    };

    public static string Colour(TrialState state) => state switch
    {
        TrialState.Complete => Palette.Blue,
        TrialState.Pruned => Palette.Orange,
        TrialState.Failed => Palette.Vermilion,
        TrialState.Running => Palette.SkyBlue,
        _ => "#999999",
    };

    public static void Draw(Drawing drawing, TrialState state, Point at, double radius, string? hint = null, bool isFeasible = true)
    {
        string kind = StudyView.StateName(state), colour = Colour(state);
        switch (state)
        {
            case TrialState.Complete when isFeasible:
                drawing.Circle(at, radius, new(colour, "#FFFFFF", 0.6), kind, hint);
                break;
            case TrialState.Complete:
                drawing.Circle(at, radius, new("#FFFFFF", Palette.Faint), "infeasible", hint);
                break;
            case TrialState.Failed:
                drawing.Polygon(Cross(at, radius), new(colour), kind, hint);
                break;
            default:
                drawing.Polygon(Triangle(at, radius), new(colour, Palette.Ink, 0.5), kind, hint);
                break;
        }
    }

    public static IReadOnlyList<Point> Triangle(Point at, double radius) =>
    [
        new(at.X - (radius * 1.1), at.Y - (radius * 0.8)), new(at.X + (radius * 1.1), at.Y - (radius * 0.8)),
            new(at.X, at.Y + (radius * 1.1)),
    ];

    public static IReadOnlyList<Point> Diamond(Point at, double radius)
        => [new(at.X - radius, at.Y), new(at.X, at.Y - radius), new(at.X + radius, at.Y), new(at.X, at.Y + radius)];

    private static IReadOnlyList<Point> Cross(Point at, double radius)
    {
        double arm = radius, half = radius * 0.35;
        (double X, double Y)[] plus =
        [
            (-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half), (half, arm), (-half, arm), (-half, half),
                (-arm, half),
            (-arm, -half), (-half, -half),
        ];
        return [.. plus.Select(p => new Point(at.X + ((p.X - p.Y) * 0.8), at.Y + ((p.X + p.Y) * 0.8)))];
    }
}
