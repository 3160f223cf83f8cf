namespace MuZero.Plots.Axes;

/// <summary>Numbers as short text, in the invariant culture and as options are written: 0.001, 25,000, 1e-5.</summary>
internal static class NumberText
{
    private const double LeastPlain = 1e-3;
    private const double MostPlain = 1e6;

    /// <summary>Four significant digits.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value) || value == 0.0)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        double rounded = double.Parse(value.ToString("E3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        double size = Math.Abs(rounded);
        return size is >= LeastPlain and < MostPlain
            ? rounded.ToString("#,0.######", CultureInfo.InvariantCulture)
            : rounded.ToString("0.###e0", CultureInfo.InvariantCulture);
    }

    /// <summary>A value on an axis whose ticks are <paramref name="step"/> apart: all ticks have the same number of decimals.</summary>
    public static string Tick(double value, double step, double largest)
    {
        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        if (decimals <= 4 && largest < MostPlain)
        {
            double plain = Math.Abs(value) < step / 1000.0 ? 0.0 : value;
            return plain.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        // As many digits as tell neighbours apart.
        int digits = Math.Clamp((int)Math.Ceiling(Math.Log10(largest / step)), 0, 9);
        return Math.Abs(value) < step / 1000.0 ? "0" : value.ToString("0." + new string('#', digits) + "e0", CultureInfo.InvariantCulture);
    }

    /// <summary>A parameter's value as an option is written.</summary>
    public static string Value(object? value) => value switch
    {
        null => "null",
        bool isTrue => isTrue ? "true" : "false",
        double number => Short(number),
        long number => number.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
