using MuZero.Plots.Drawings;

namespace MuZero.Plots.Tests;

/// <summary>Finds texts of a drawing that overlap or leave it.</summary>
internal static class LabelLayout
{
    // A label's box without the empty part of its line.
    private const double HeightOfText = 0.75;

    public static IReadOnlyList<string> Faults(Drawing drawing)
    {
        List<(string Text, Point[] Corners)> boxes = [.. drawing.Shapes.OfType<Caption>()
            .Select(caption => (caption.Text, Corners(caption)))];
        List<string> faults = [.. boxes
            .Where(box => box.Corners.Any(corner => corner.X < -0.5 || corner.Y < -0.5 || corner.X > drawing.Width + 0.5
                || corner.Y > drawing.Height + 0.5))
            .Select(box => $"'{box.Text}' leaves the picture")];
        for (int i = 0; i < boxes.Count; i++)
        {
            for (int j = i + 1; j < boxes.Count; j++)
            {
                if (Overlap(boxes[i].Corners, boxes[j].Corners))
                {
                    faults.Add($"'{boxes[i].Text}' and '{boxes[j].Text}' overlap");
                }
            }
        }

        return faults;
    }

    private static Point[] Corners(Caption caption)
    {
        double width = Typeface.Embedded.Width(caption.Text, caption.Style.Size), half = caption.Style.Size * HeightOfText / 2.0;
        double left = caption.Style.Anchor switch { Anchor.Start => 0.0, Anchor.Middle => -width / 2.0, _ => -width };
        double angle = caption.Style.Angle * Math.PI / 180.0, cos = Math.Cos(angle), sin = Math.Sin(angle);
        (double X, double Y)[] corners = [(left, -half), (left + width, -half), (left + width, half), (left, half)];
        return [.. corners.Select(c => new Point(caption.At.X + (c.X * cos) - (c.Y * sin), caption.At.Y + (c.X * sin) + (c.Y * cos)))];
    }

    // Two convex shapes are apart if they are apart along the normal of one of their edges.
    private static bool Overlap(Point[] a, Point[] b) => !Edges(a).Concat(Edges(b)).Any(edge =>
    {
        (double x, double y) = (-edge.Y, edge.X);
        double[] first = [.. a.Select(p => (p.X * x) + (p.Y * y))], second = [.. b.Select(p => (p.X * x) + (p.Y * y))];
        return first.Max() <= second.Min() + 1e-6 || second.Max() <= first.Min() + 1e-6;
    });

    private static IEnumerable<(double X, double Y)> Edges(Point[] corners)
        => Enumerable.Range(0, corners.Length)
            .Select(i => (corners[(i + 1) % corners.Length].X - corners[i].X, corners[(i + 1) % corners.Length].Y - corners[i].Y));
}
