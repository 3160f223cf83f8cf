using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Samplers.Parzen;

/// <summary>The line on which a numeric parameter is modelled: logarithms if its range is logarithmic, and half a step wider at both ends
/// if it has steps, so that every value owns a bin of the same width.</summary>
/// <remarks>A whole number without a step has steps of 1.</remarks>
internal sealed class NumericAxis
{
    private readonly double _least, _largest;

    /// <summary>The line of a range.</summary>
    /// <param name="distribution">A <see cref="FloatDistribution"/> or an <see cref="IntDistribution"/>.</param>
    public NumericAxis(Distribution distribution)
    {
        (_least, _largest, IsLogarithmic, Step) = distribution switch
        {
            FloatDistribution real => (real.Low, real.High, real.Log, real.Step ?? 0.0),
            IntDistribution whole => (whole.Low, whole.High, whole.Log, whole.Step),
            _ => throw new ArgumentException($"{distribution} is not a range of numbers.", nameof(distribution)),
        };
        Low = Place(_least - (Step / 2.0));
        High = Place(_largest + (Step / 2.0));
    }

    /// <summary>The left end of the line.</summary>
    public double Low { get; }

    /// <summary>The right end of the line.</summary>
    public double High { get; }

    /// <summary>The length of the line.</summary>
    public double Length => High - Low;

    /// <summary>The distance between values before logarithms, 0 for real numbers.</summary>
    public double Step { get; }

    /// <summary>True if the line holds logarithms.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The place of a representation on the line.</summary>
    public double Place(double representation) => IsLogarithmic ? Math.Log(representation) : representation;

    /// <summary>The representation nearest to a place on the line.</summary>
    public double Represent(double place)
    {
        double value = IsLogarithmic ? Math.Exp(place) : place;
        return Math.Clamp(Step > 0.0 ? _least + (Step * Math.Round((value - _least) / Step)) : value, _least, _largest);
    }

    /// <summary>The ends of the bin of a representation on the line, if the parameter has steps.</summary>
    public (double Left, double Right) Bin(double representation)
        => (Place(representation - (Step / 2.0)), Place(representation + (Step / 2.0)));
}
