namespace MuZero.Plots.Drawings;

/// <summary>Colours that stay apart in print and for the colour blind: Okabe and Ito (2008) for kinds, viridis (Smith and van der Walt,
/// 2015) for values.</summary>
internal static class Palette
{
    public const string Ink = "#222222";
    public const string Faint = "#6A6A6A";
    public const string Grid = "#E4E4E4";
    public const string Paper = "#FFFFFF";

    public const string Black = "#000000";
    public const string Orange = "#E69F00";
    public const string SkyBlue = "#56B4E9";
    public const string Green = "#009E73";
    public const string Blue = "#0072B2";
    public const string Vermilion = "#D55E00";
    public const string Purple = "#CC79A7";

    // Every 16th colour of viridis.
    private static readonly (byte Red, byte Green, byte Blue)[] _viridis =
    [
        (68, 1, 84), (72, 26, 108), (71, 47, 125), (65, 68, 135), (57, 86, 140), (49, 104, 142), (42, 120, 142), (35, 136, 142),
            (31, 152, 139),
        (34, 168, 132), (53, 183, 121), (84, 197, 104), (122, 209, 81), (165, 219, 54), (210, 226, 27), (253, 231, 37),
    ];

    /// <summary>The colour of a share from 0 (dark) to 1 (light).</summary>
    public static string Viridis(double share)
    {
        double place = Math.Clamp(double.IsNaN(share) ? 0.0 : share, 0.0, 1.0) * (_viridis.Length - 1);
        int below = Math.Min((int)place, _viridis.Length - 2);
        double part = place - below;
        return string.Create(CultureInfo.InvariantCulture, $"#{Mixed(c => c.Red):X2}{Mixed(c => c.Green):X2}{Mixed(c => c.Blue):X2}");

        int Mixed(Func<(byte Red, byte Green, byte Blue), byte> channel)
            => (int)Math.Round((channel(_viridis[below]) * (1.0 - part)) + (channel(_viridis[below + 1]) * part));
    }
}
