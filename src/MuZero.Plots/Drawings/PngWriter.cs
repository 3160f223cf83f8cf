using MuZero.Errors;
using SkiaSharp;

namespace MuZero.Plots.Drawings;

/// <summary>Writes a drawing as PNG by Skia, with the embedded font.</summary>
internal static class PngWriter
{
    private const double CapHeight = 0.711; // of Roboto, per size

    /// <summary>The bytes of the file.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="scale">Pixels of the file per pixel of the drawing.</param>
    /// <exception cref="UserException">There is no native library of SkiaSharp for this platform.</exception>
    public static byte[] Write(Drawing drawing, double scale)
    {
        try
        {
            return Render(drawing, scale);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            throw UserException.Usage(
                "PNG needs the native library of SkiaSharp, which is not there for this platform. Write SVG instead.");
        }
    }

    private static byte[] Render(Drawing drawing, double scale)
    {
        using SKData font = SKData.CreateCopy(Typeface.Embedded.Bytes);
        using SKTypeface typeface = SKTypeface.FromData(font);
        SKImageInfo size = new(
            (int)Math.Ceiling(drawing.Width * scale), (int)Math.Ceiling(drawing.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(size)
            ?? throw UserException.Usage(
                $"A picture of {size.Width} x {size.Height} pixels does not fit into memory. Choose a smaller scale.");
        SKCanvas canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Scale((float)scale);
        foreach (Shape shape in drawing.Shapes)
        {
            Draw(canvas, shape, typeface);
        }

        using SKImage image = surface.Snapshot();
        using SKPixmap pixels = image.PeekPixels();
        using SKData? png = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 9));
        return png?.ToArray() ?? throw new InvalidOperationException("Skia wrote no PNG.");
    }

    private static void Draw(SKCanvas canvas, Shape shape, SKTypeface typeface)
    {
        switch (shape)
        {
            case Outline { Points.Count: > 0 } outline:
                using (SKPath path = PathOf(outline))
                {
                    Draw(outline.Paint, paint => canvas.DrawPath(path, paint));
                }

                break;
            case Disc disc:
                Draw(disc.Paint, paint => canvas.DrawCircle((float)disc.Center.X, (float)disc.Center.Y, (float)disc.Radius, paint));
                break;
            case Caption caption:
                Write(canvas, caption, typeface);
                break;
        }
    }

    private static SKPath PathOf(Outline outline)
    {
        using SKPathBuilder path = new();
        path.AddPoly([.. outline.Points.Select(point => new SKPoint((float)point.X, (float)point.Y))], outline.IsClosed);
        return path.Detach();
    }

    private static void Draw(Paint wanted, Action<SKPaint> draw)
    {
        using SKPaint paint = new() { IsAntialias = true };
        if (wanted.Fill is not null)
        {
            paint.Style = SKPaintStyle.Fill;
            paint.Color = Color(wanted.Fill, wanted.Opacity);
            draw(paint);
        }

        if (wanted.Stroke is not null)
        {
            using SKPathEffect? dashes = wanted.IsDashed ? SKPathEffect.CreateDash([5f, 4f], 0f) : null;
            paint.Style = SKPaintStyle.Stroke;
            paint.StrokeWidth = (float)wanted.Width;
            paint.StrokeJoin = SKStrokeJoin.Round;
            paint.PathEffect = dashes;
            paint.Color = Color(wanted.Stroke, wanted.Opacity);
            draw(paint);
        }
    }

    private static void Write(SKCanvas canvas, Caption caption, SKTypeface typeface)
    {
        using SKFont font = new(typeface, (float)caption.Style.Size)
        {
            Subpixel = true,
            Edging = SKFontEdging.Antialias,
            Hinting = SKFontHinting.None,
        };
        using SKPaint paint = new() { IsAntialias = true, Color = Color(caption.Style.Color, 1.0) };
        SKTextAlign align = caption.Style.Anchor switch
        {
            Anchor.Start => SKTextAlign.Left,
            Anchor.Middle => SKTextAlign.Center,
            _ => SKTextAlign.Right,
        };
        float baseline = (float)(caption.At.Y + (CapHeight * caption.Style.Size / 2.0));
        canvas.Save();
        canvas.RotateDegrees((float)caption.Style.Angle, (float)caption.At.X, (float)caption.At.Y);
        canvas.DrawText(caption.Text, (float)caption.At.X, baseline, align, font, paint);
        canvas.Restore();
    }

    private static SKColor Color(string hex, double opacity) => SKColor.Parse(hex).WithAlpha((byte)Math.Round(255.0 * opacity));
}
