using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>The standard normal distribution.</summary>
internal static class StandardNormal
{
    /// <summary>The mass beyond so many deviations is less than the rounding error of 1.</summary>
    public const double Far = 9.0;

    private const double Root = 1.4142135623730951;

    /// <summary>The probability of an interval, exact in both tails.</summary>
    public static double Mass(double low, double high)
    {
        if (low < -Far && high > Far)
        {
            return 1.0;
        }

        if (low > 0.0)
        {
            (low, high) = (-high, -low);
        }

        return high <= 0.0
            ? 0.5 * (SpecialFunctions.Erfc(-high / Root) - SpecialFunctions.Erfc(-low / Root))
            : 0.5 * (SpecialFunctions.Erf(high / Root) - SpecialFunctions.Erf(low / Root));
    }

    /// <summary>The point of an interval around zero that divides its mass into <paramref name="share"/> and the rest.</summary>
    public static double Quantile(double low, double high, double share)
    {
        double left = Normal.CDF(0.0, 1.0, low), right = Normal.CDF(0.0, 1.0, high);
        return Math.Clamp(Normal.InvCDF(0.0, 1.0, left + (share * (right - left))), low, high);
    }
}
