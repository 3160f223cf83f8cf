using MuZero.Arena;
using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;

namespace MuZero.Plots.Pictures;

/// <summary>A rating as a mark on the line of its interval.</summary>
internal static class RatingMark
{
    private static readonly Paint _line = new(Stroke: Palette.Blue, Width: 1.8);

    public static void Draw(Drawing drawing, RatedEntrant row, Point at, Point low, Point high)
    {
        drawing.Line(low, high, _line, "interval");
        drawing.Circle(at, 4.5, new(Palette.Blue, "#FFFFFF", 0.6), "rating",
            $"{row.Name}: {Text(row.Rating.Elo!.Value)}, {Text(row.Rating.Interval.Low)} to {Text(row.Rating.Interval.High)}");
    }

    public static string Text(double elo) => elo.ToString("0", CultureInfo.InvariantCulture);
}

/// <summary>The axis of ratings, wide enough for every interval.</summary>
internal static class RatingScale
{
    private const double Widest = 6_000.0; // an interval of a hopeless entrant may not hide the others

    public static Scale Of(IReadOnlyList<RatedEntrant> rows)
    {
        double low = rows.Min(row => Math.Max(row.Rating.Interval.Low, row.Rating.Elo!.Value - Widest));
        double high = rows.Max(row => Math.Min(row.Rating.Interval.High, row.Rating.Elo!.Value + Widest));
        return Scales.Whole("Elo", Math.Floor(low), Math.Ceiling(high));
    }
}
