using MuZero.Plots.Pictures;

namespace MuZero.Plots;

/// <summary>A line of a picture: a result over time.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Its points from left to right, finite.</param>
public sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>The pictures of training runs.</summary>
public static class RunPictures
{
    /// <summary>Results over time, steps or iterations, a line each.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="subtitle">The line below it.</param>
    /// <param name="horizontal">The title of the horizontal axis.</param>
    /// <param name="vertical">The title of the vertical axis.</param>
    /// <param name="curves">The lines; at least one has a point.</param>
    /// <exception cref="ArgumentException">No line has a point.</exception>
    public static Picture Curves(string title, string subtitle, string horizontal, string vertical, IReadOnlyList<Curve> curves)
        => curves.Any(curve => curve.Points.Count > 0)
            ? new Picture("curves", title, RunCurvesPicture.Draw(title, subtitle, horizontal, vertical, curves))
            : throw new ArgumentException("No curve has a point.", nameof(curves));
}
