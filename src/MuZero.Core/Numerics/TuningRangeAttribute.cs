namespace MuZero.Numerics;

/// <summary>The useful range of a numeric option, in which a search for better values looks if the user names none.</summary>
/// <param name="low">The least value.</param>
/// <param name="high">The largest value.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TuningRangeAttribute(double low, double high) : Attribute
{
    /// <summary>The least value.</summary>
    public double Low => low;

    /// <summary>The largest value.</summary>
    public double High => high;

    /// <summary>Values are drawn from the logarithms.</summary>
    public bool Log { get; init; }
}
