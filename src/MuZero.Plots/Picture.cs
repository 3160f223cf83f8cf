using MuZero.Errors;
using MuZero.Plots.Drawings;

namespace MuZero.Plots;

/// <summary>A picture of a study, as SVG or PNG. No browser and no installed font is needed.</summary>
public sealed class Picture
{
    internal Picture(string name, string title, Drawing drawing) => (Name, Title, Drawing) = (name, title, drawing);

    /// <summary>Its name among a study's pictures, such as "history"; valid as a file's name.</summary>
    public string Name { get; }

    /// <summary>Its heading.</summary>
    public string Title { get; }

    /// <summary>Its width in pixels at scale 1.</summary>
    public double Width => Drawing.Width;

    /// <summary>Its height in pixels at scale 1.</summary>
    public double Height => Drawing.Height;

    internal Drawing Drawing { get; }

    /// <summary>The picture as SVG 1.1, with a hover text per trial.</summary>
    public string ToSvg() => SvgWriter.Write(Drawing, Title);

    /// <summary>The picture as PNG.</summary>
    /// <param name="scale">Pixels of the file per pixel of the picture, above 0 and at most 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not valid.</exception>
    /// <exception cref="UserException">SkiaSharp has no native library for this platform.</exception>
    public byte[] ToPng(double scale = 1.0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 8.0);
        return PngWriter.Write(Drawing, scale);
    }
}
