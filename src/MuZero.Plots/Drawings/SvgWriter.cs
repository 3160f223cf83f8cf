using System.Text;
using System.Xml;

namespace MuZero.Plots.Drawings;

/// <summary>Writes a drawing as SVG 1.1. Hints become titles, which browsers show under the pointer.</summary>
internal static class SvgWriter
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const double CapHeight = 0.711; // of Roboto, per size
    private const string Fonts = $"{Typeface.Family}, Arial, Helvetica, sans-serif";

    /// <summary>The text of the file; with <paramref name="inline"/> the element alone, for HTML.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="title">The accessible name.</param>
    /// <param name="inline">True to leave out what HTML does not need.</param>
    public static string Write(Drawing drawing, string title, bool inline = false)
    {
        StringBuilder text = new();
        XmlWriterSettings settings = new() { OmitXmlDeclaration = true, Indent = true, IndentChars = "", NewLineChars = "\n" };
        using (XmlWriter xml = XmlWriter.Create(text, settings))
        {
            if (inline)
            {
                xml.WriteStartElement("svg");
            }
            else
            {
                xml.WriteStartElement("svg", Namespace);
            }

            xml.WriteAttributeString("width", Number(drawing.Width));
            xml.WriteAttributeString("height", Number(drawing.Height));
            xml.WriteAttributeString("viewBox", $"0 0 {Number(drawing.Width)} {Number(drawing.Height)}");
            xml.WriteAttributeString("font-family", Fonts);
            xml.WriteAttributeString("role", "img");
            xml.WriteAttributeString("aria-label", title);
            WriteShape(xml, new Outline(
                [new(0, 0), new(drawing.Width, 0), new(drawing.Width, drawing.Height), new(0, drawing.Height)], true, new(Palette.Paper),
                    "", null));
            foreach (Shape shape in drawing.Shapes)
            {
                WriteShape(xml, shape);
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static void WriteShape(XmlWriter xml, Shape shape)
    {
        switch (shape)
        {
            case Outline outline:
                xml.WriteStartElement("path");
                xml.WriteAttributeString("d", Path(outline));
                WriteKind(xml, shape);
                WritePaint(xml, outline.Paint, outline.Hint);
                break;
            case Disc disc:
                xml.WriteStartElement("circle");
                xml.WriteAttributeString("cx", Number(disc.Center.X));
                xml.WriteAttributeString("cy", Number(disc.Center.Y));
                xml.WriteAttributeString("r", Number(disc.Radius));
                WriteKind(xml, shape);
                WritePaint(xml, disc.Paint, disc.Hint);
                break;
            case Caption caption:
                WriteCaption(xml, caption);
                break;
        }

        xml.WriteEndElement();
    }

    private static void WriteKind(XmlWriter xml, Shape shape)
    {
        if (shape.Kind.Length > 0)
        {
            xml.WriteAttributeString("class", shape.Kind);
        }
    }

    private static string Path(Outline outline)
    {
        StringBuilder path = new();
        for (int i = 0; i < outline.Points.Count; i++)
        {
            path.Append(i == 0 ? 'M' : 'L').Append(Number(outline.Points[i].X)).Append(' ').Append(Number(outline.Points[i].Y));
        }

        return path.Append(outline.IsClosed ? "Z" : "").ToString();
    }

    private static void WritePaint(XmlWriter xml, Paint paint, string? hint)
    {
        xml.WriteAttributeString("fill", paint.Fill ?? "none");
        if (paint.Stroke is not null)
        {
            xml.WriteAttributeString("stroke", paint.Stroke);
            xml.WriteAttributeString("stroke-width", Number(paint.Width));
            xml.WriteAttributeString("stroke-linejoin", "round");
        }

        if (paint.IsDashed)
        {
            xml.WriteAttributeString("stroke-dasharray", "5 4");
        }

        if (paint.Opacity < 1.0)
        {
            xml.WriteAttributeString("opacity", Number(paint.Opacity));
        }

        if (hint is not null)
        {
            xml.WriteElementString("title", hint);
        }
    }

    private static void WriteCaption(XmlWriter xml, Caption caption)
    {
        xml.WriteStartElement("text");
        xml.WriteAttributeString("x", Number(caption.At.X));
        xml.WriteAttributeString("y", Number(caption.At.Y + (CapHeight * caption.Style.Size / 2.0)));
        WriteKind(xml, caption);
        xml.WriteAttributeString("font-size", Number(caption.Style.Size));
        xml.WriteAttributeString("fill", caption.Style.Color);
        if (caption.Style.Anchor != Anchor.Start)
        {
            xml.WriteAttributeString("text-anchor", caption.Style.Anchor == Anchor.Middle ? "middle" : "end");
        }

        if (caption.Style.Angle != 0.0)
        {
            xml.WriteAttributeString(
                "transform", $"rotate({Number(caption.Style.Angle)} {Number(caption.At.X)} {Number(caption.At.Y)})");
        }

        xml.WriteString(caption.Text);
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
