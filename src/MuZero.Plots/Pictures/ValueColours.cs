using MuZero.Plots.Axes;
using MuZero.Plots.Drawings;
using MuZero.Tuning.Studies;

namespace MuZero.Plots.Pictures;

/// <summary>Colours of an objective's values: the best dark, the worst light.</summary>
internal sealed class ValueColours(Scale scale, Direction direction)
{
    // The lightest yellow is hard to see on white.
    private const double Lightest = 0.93;

    public string Of(double value) => Shade(direction == Direction.Minimize ? scale.At(value) : 1.0 - scale.At(value));

    /// <summary>The colour of a share from 0 (best) to 1 (worst).</summary>
    public static string Shade(double share) => Palette.Viridis(Math.Clamp(share, 0.0, 1.0) * Lightest);
}
