using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Pictures;

/// <summary>Results of runs, a line each.</summary>
internal static class RunCurvesPicture
{
    private const int FewPoints = 60; // more are a line without marks

    private static readonly string[] _colours =
        [Palette.Blue, Palette.Vermilion, Palette.Green, Palette.Orange, Palette.Purple, Palette.SkyBlue, Palette.Black];

    public static Drawing Draw(string title, string subtitle, string horizontal, string vertical, IReadOnlyList<Curve> curves)
    {
        Sheet sheet = Sheet.Of(900.0, 460.0, title, subtitle)
            .Legend([.. curves.Select((curve, i) => (Line(PaintOf(i)), curve.Name))]);
        (double X, double Y)[] points = [.. curves.SelectMany(curve => curve.Points)];
        Frame frame = Frame.Draw(
            sheet.Drawing,
            sheet.Area,
            Scales.Over(horizontal, points.Min(point => point.X), points.Max(point => point.X)),
            Scales.Over(vertical, points.Min(point => point.Y), points.Max(point => point.Y)));
        for (int i = 0; i < curves.Count; i++)
        {
            Point[] path = [.. curves[i].Points.Select(point => frame.At(point.X, point.Y))];
            if (path.Length > 1)
            {
                sheet.Drawing.Path(path, PaintOf(i), "curve");
            }

            foreach (Point point in path.Length <= FewPoints ? path : [])
            {
                sheet.Drawing.Circle(point, 2.2, new(PaintOf(i).Stroke), "point");
            }
        }

        return sheet.Drawing;
    }

    // The second round of the colours is dashed.
    private static Paint PaintOf(int curve)
        => new(Stroke: _colours[curve % _colours.Length], Width: 1.6, IsDashed: curve / _colours.Length % 2 == 1);

    private static Action<Drawing, Point> Line(Paint paint) => (drawing, at)
        => drawing.Line(new(at.X - 9, at.Y), new(at.X + 9, at.Y), paint);
}
