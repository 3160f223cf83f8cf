using MuZero.Plots.Drawings;

namespace MuZero.Plots.Axes;

/// <summary>The area between two axes, with grid, ticks and titles around it.</summary>
internal sealed class Frame
{
    private const double LabelSize = 11.0;
    private const double TitleSize = 12.0;
    private const double LabelGap = 6.0;
    private const double Angle = -35.0;
    private const double LongestLabel = 120.0;
    private const double RowHeight = 14.0;

    private static readonly Paint _gridLine = new(Stroke: Palette.Grid);
    private static readonly Paint _faintLine = new(Stroke: "#F3F3F3");
    private static readonly Paint _edge = new(Stroke: "#8A8A8A");
    private static readonly Typeface _font = Typeface.Embedded;

    private Frame(Area area, Scale x, Scale y) => (Area, X, Y) = (area, x, y);

    public Area Area { get; }

    public Scale X { get; }

    public Scale Y { get; }

    /// <summary>Draws axes into a part of a drawing.</summary>
    /// <param name="drawing">The drawing.</param>
    /// <param name="outer">The part, labels and titles included.</param>
    /// <param name="x">The scale from left to right.</param>
    /// <param name="y">The scale from bottom to top.</param>
    public static Frame Draw(Drawing drawing, Area outer, Scale x, Scale y)
    {
        // The labels of one axis narrow the other, so the widths are settled first, then the ticks drawn.
        IReadOnlyList<Tick> up = y.Ticks(Math.Max(2, (int)(outer.Height / (y.IsCategorical ? RowHeight + 4.0 : 42.0))));
        double longest = up.Count == 0 ? 0.0 : up.Max(tick => _font.Width(Fitted(tick.Label), LabelSize));
        double left = Math.Ceiling(longest) + LabelGap + (y.Title.Length > 0 ? TitleSize + 10.0 : 2.0);
        BottomLabels across = BottomLabels.Of(x, outer.Width - left - 10.0, left);
        Area area = outer.Shrunk(
            left, 6.0, Math.Max(10.0, across.Overhang), across.Height + LabelGap + (x.Title.Length > 0 ? TitleSize + 8.0 : 2.0));
        Frame frame = new(area, x, y);
        frame.DrawGrid(drawing, across.Ticks, up);
        frame.DrawLabels(drawing, outer.Left, across, up);
        frame.DrawTitles(drawing, outer);
        return frame;
    }

    public double Across(double x) => Area.Left + (X.At(x) * Area.Width);

    public double Up(double y) => Area.Bottom - (Y.At(y) * Area.Height);

    public Point At(double x, double y) => new(Across(x), Up(y));

    /// <summary>The point, moved to the edge if it is beyond the axes.</summary>
    public Point Inside(double x, double y) => new(
        Math.Clamp(Across(x), Area.Left, Area.Right), Math.Clamp(Up(y), Area.Top, Area.Bottom));

    /// <summary>True if a value is beyond the ends of the vertical axis.</summary>
    public bool IsBeyond(double y) => Y.At(y) is < 0.0 or > 1.0;

    private void DrawGrid(Drawing drawing, IReadOnlyList<Tick> across, IReadOnlyList<Tick> up)
    {
        foreach (Tick tick in across.OrderBy(tick => tick.Label.Length))
        {
            double place = Area.Left + (tick.At * Area.Width);
            drawing.Line(new(place, Area.Top), new(place, Area.Bottom), tick.Label.Length > 0 ? _gridLine : _faintLine);
        }

        foreach (Tick tick in up.OrderBy(tick => tick.Label.Length))
        {
            double place = Area.Bottom - (tick.At * Area.Height);
            drawing.Line(new(Area.Left, place), new(Area.Right, place), tick.Label.Length > 0 ? _gridLine : _faintLine);
        }

        drawing.Path([new(Area.Left, Area.Top), new(Area.Left, Area.Bottom), new(Area.Right, Area.Bottom)], _edge);
    }

    private void DrawLabels(Drawing drawing, double left, BottomLabels across, IReadOnlyList<Tick> up)
    {
        foreach (Tick tick in across.Ticks.Where(tick => tick.Label.Length > 0))
        {
            Point at = new(Area.Left + (tick.At * Area.Width), Area.Bottom + LabelGap + (LabelSize / 2.0));
            string label = across.IsTurned ? _font.Fit(tick.Label, LabelSize, TurnedLength(at.X - left)) : Fitted(tick.Label);
            drawing.Text(label, at, new(LabelSize, across.IsTurned ? Anchor.End : Anchor.Middle, across.IsTurned ? Angle : 0.0), "tick");
        }

        foreach (Tick tick in up.Where(tick => tick.Label.Length > 0))
        {
            Point at = new(Area.Left - LabelGap, Area.Bottom - (tick.At * Area.Height));
            drawing.Text(Fitted(tick.Label), at, new(LabelSize, Anchor.End), "tick");
        }
    }

    private void DrawTitles(Drawing drawing, Area outer)
    {
        if (X.Title.Length > 0)
        {
            string title = _font.Fit(X.Title, TitleSize, outer.Width);
            double middle = Centre(Area.Left + (Area.Width / 2.0), title, outer.Left, outer.Right);
            drawing.Text(title, new(middle, outer.Bottom - (TitleSize / 2.0) - 1.0), new(TitleSize, Anchor.Middle), "title");
        }

        if (Y.Title.Length > 0)
        {
            string title = _font.Fit(Y.Title, TitleSize, outer.Height);
            double middle = Centre(Area.Top + (Area.Height / 2.0), title, outer.Top, outer.Bottom);
            drawing.Text(title, new(outer.Left + (TitleSize / 2.0) + 1.0, middle), new(TitleSize, Anchor.Middle, -90.0), "title");
        }
    }

    // The middle of the axis, or nearer to the part's middle for a title that is longer than the axis.
    private static double Centre(double wanted, string title, double from, double to)
    {
        double half = _font.Width(title, TitleSize) / 2.0;
        return Math.Clamp(wanted, from + half, Math.Max(from + half, to - half));
    }

    // A turned label ends at its tick and may not begin left of the drawing's part.
    private static double TurnedLength(double room) => Math.Min(LongestLabel, room / Math.Cos(Angle * Math.PI / 180.0));

    private static string Fitted(string label) => _font.Fit(label, LabelSize, LongestLabel);

    /// <summary>The labels below an axis: as many as fit, turned if they are long texts.</summary>
    private sealed record BottomLabels(IReadOnlyList<Tick> Ticks, bool IsTurned, double Height, double Overhang)
    {
        public static BottomLabels Of(Scale scale, double width, double left)
        {
            if (!scale.IsCategorical)
            {
                return Level(scale, width)!;
            }

            if (Level(scale, width) is { } level && level.Ticks.Count == ((CategoryScale)scale).Count)
            {
                return level;
            }

            IReadOnlyList<Tick> ticks = scale.Ticks(Math.Max(1, (int)(width / RowHeight)));
            double longest = ticks.Max(tick => Math.Min(_font.Width(tick.Label, LabelSize), TurnedLength(left + (tick.At * width))));
            return new BottomLabels(ticks, true, (longest * Math.Sin(-Angle * Math.PI / 180.0)) + (LabelSize / 2.0), 0.0);
        }

        private static BottomLabels? Level(Scale scale, double width)
        {
            for (int most = scale.IsCategorical ? ((CategoryScale)scale).Count : Math.Max(2, (int)(width / 38.0)); ; most--)
            {
                IReadOnlyList<Tick> ticks = scale.Ticks(most);
                if (Fit(ticks, width) || most <= 1)
                {
                    List<Tick> labelled = [.. ticks.Where(tick => tick.Label.Length > 0)];
                    double overhang = labelled.Max(tick => (_font.Width(Fitted(tick.Label), LabelSize) / 2.0) - ((1.0 - tick.At) * width));
                    return new BottomLabels(ticks, false, LabelSize, Math.Max(0.0, overhang));
                }
            }
        }

        private static bool Fit(IReadOnlyList<Tick> ticks, double width)
        {
            double end = double.NegativeInfinity;
            foreach (Tick tick in ticks.Where(tick => tick.Label.Length > 0).OrderBy(tick => tick.At))
            {
                double half = _font.Width(Fitted(tick.Label), LabelSize) / 2.0, middle = tick.At * width;
                if (middle - half < end + 8.0)
                {
                    return false;
                }

                end = middle + half;
            }

            return true;
        }
    }
}
