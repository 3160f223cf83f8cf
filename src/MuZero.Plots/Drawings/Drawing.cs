using System.Text;

namespace MuZero.Plots.Drawings;

/// <summary>A point in pixels from the top left.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>An upright rectangle in pixels.</summary>
internal readonly record struct Area(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public Area Shrunk(double left, double top, double right, double bottom)
        => new(Left + left, Top + top, Math.Max(1.0, Width - left - right), Math.Max(1.0, Height - top - bottom));
}

/// <summary>The colours of a shape as #RRGGBB; null leaves that part out.</summary>
internal sealed record Paint(string? Fill = null, string? Stroke = null, double Width = 1.0, double Opacity = 1.0, bool IsDashed = false);

/// <summary>The side of a text that its point is at.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>Size, side, turn in degrees clockwise, and colour of a text. Its point is on the middle of its height.</summary>
internal sealed record TextStyle(double Size = 12.0, Anchor Anchor = Anchor.Start, double Angle = 0.0, string Color = Palette.Ink);

/// <summary>A part of a drawing.</summary>
/// <param name="Kind">The meaning, such as "complete"; the class of the element in SVG. Empty for none.</param>
internal abstract record Shape(string Kind);

/// <summary>A line through points, closed or not.</summary>
internal sealed record Outline(IReadOnlyList<Point> Points, bool IsClosed, Paint Paint, string Kind, string? Hint) : Shape(Kind);

/// <summary>A circle.</summary>
internal sealed record Disc(Point Center, double Radius, Paint Paint, string Kind, string? Hint) : Shape(Kind);

/// <summary>One line of text.</summary>
internal sealed record Caption(Point At, string Text, TextStyle Style, string Kind) : Shape(Kind);

/// <summary>A picture as a list of shapes, from the back to the front, which <see cref="SvgWriter"/> and <see cref="PngWriter"/>
/// write.</summary>
/// <remarks>The pictures are drawn on this in place of a plotting library: hover texts, selectable text and small files in SVG, and no
/// native library for a report.</remarks>
internal sealed class Drawing(double width, double height)
{
    private readonly List<Shape> _shapes = [];

    public double Width => width;

    public double Height => height;

    public IReadOnlyList<Shape> Shapes => _shapes;

    public void Line(Point from, Point to, Paint paint, string kind = "") => _shapes.Add(new Outline([from, to], false, paint, kind, null));

    public void Path(IReadOnlyList<Point> points, Paint paint, string kind = "", string? hint = null)
        => _shapes.Add(new Outline(points, false, paint, kind, Printable(hint)));

    public void Polygon(IReadOnlyList<Point> points, Paint paint, string kind = "", string? hint = null)
        => _shapes.Add(new Outline(points, true, paint, kind, Printable(hint)));

    public void Box(Area area, Paint paint, string kind = "", string? hint = null) => Polygon(
        [new(area.Left, area.Top), new(area.Right, area.Top), new(area.Right, area.Bottom), new(area.Left, area.Bottom)], paint, kind,
            hint);

    public void Circle(Point center, double radius, Paint paint, string kind = "", string? hint = null)
        => _shapes.Add(new Disc(center, radius, paint, kind, Printable(hint)));

    public void Text(string text, Point at, TextStyle style, string kind = "")
        => _shapes.Add(new Caption(at, Printable(text.ReplaceLineEndings(" "))!, style, kind));

    /// <summary>The text with what XML 1.0 and HTML lack replaced: control characters and halves of surrogate pairs.</summary>
    public static string? Printable(string? text)
    {
        if (text is null
            || !text.Any(letter => (char.IsControl(letter) && letter != '\n') || char.IsSurrogate(letter) || letter >= '\uFFFE'))
        {
            return text;
        }

        StringBuilder printable = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            printable.Append(Rune.IsControl(rune) && rune.Value != '\n' || (rune.Value & 0xFFFE) == 0xFFFE ? "\uFFFD" : rune.ToString());
        }

        return printable.ToString();
    }
}
