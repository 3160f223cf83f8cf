using MuZero.Numerics;

namespace MuZero.Tuning.Spaces;

/// <summary>The range of one parameter: a <see cref="FloatDistribution"/>, an <see cref="IntDistribution"/> or a
/// <see cref="CategoricalDistribution"/>.</summary>
/// <remarks>Samplers and logs hold a parameter's representation, a number: the value itself, or the index of a choice.</remarks>
public abstract record Distribution
{
    /// <summary>True if one value only can be drawn.</summary>
    public abstract bool IsSingle { get; }

    /// <summary>True if a representation is in the range. Steps are not checked.</summary>
    public abstract bool Contains(double representation);

    /// <summary>The value of a representation: double, long, or one of the choices.</summary>
    public abstract object? ValueOf(double representation);

    /// <summary>The representation of a value.</summary>
    /// <exception cref="ArgumentException">The value is not in the range.</exception>
    public abstract double RepresentationOf(object? value);

    /// <summary>A representation drawn uniformly: from the logarithms if the distribution is logarithmic, from the steps if it has
    /// steps.</summary>
    public abstract double Draw(RandomStream random);

    /// <summary>True if a study may hold both for one parameter: the same kind, the same scale and the same choices. Bounds may
    /// differ.</summary>
    public abstract bool IsCompatibleWith(Distribution other);
}

/// <summary>Real numbers from <paramref name="Low"/> to <paramref name="High"/>.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value. With a step it is lowered to the last value that the steps reach.</param>
/// <param name="Log">True to draw from the logarithms; <paramref name="Low"/> is positive then.</param>
/// <param name="Step">The distance between values, or null.</param>
public sealed record FloatDistribution(double Low, double High, bool Log = false, double? Step = null) : Distribution
{
    /// <summary>The largest value.</summary>
    public double High { get; init; } = Require(Low, High, Log, Step);

    /// <inheritdoc/>
    public override bool IsSingle => Low == High;

    /// <inheritdoc/>
    public override bool Contains(double representation) => representation >= Low && representation <= High;

    /// <inheritdoc/>
    public override object ValueOf(double representation) => representation;

    /// <inheritdoc/>
    public override double RepresentationOf(object? value)
    {
        double number = value switch
        {
            double real => real,
            long whole => whole,
            int whole => whole,
            _ => double.NaN,
        };
        return Contains(number)
            ? number
            : throw new ArgumentException($"{value ?? "null"} is not a number from {Low} to {High}.", nameof(value));
    }

    /// <inheritdoc/>
    public override double Draw(RandomStream random)
    {
        if (Step is { } step)
        {
            long steps = (long)Math.Round((High - Low) / step);
            return Math.Min(High, Low + (step * Math.Floor(random.NextDouble() * (steps + 1))));
        }

        double drawn = Log
            ? Math.Exp(Math.Log(Low) + (random.NextDouble() * (Math.Log(High) - Math.Log(Low))))
            : Low + (random.NextDouble() * (High - Low));
        return Math.Clamp(drawn, Low, High);
    }

    /// <inheritdoc/>
    public override bool IsCompatibleWith(Distribution other) => other is FloatDistribution real && real.Log == Log;

    private static double Require(double low, double high, bool log, double? step)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high || (log && (low <= 0.0 || step is not null))
            || (step is { } distance && !(distance > 0.0 && double.IsFinite(distance))))
        {
            throw new ArgumentException(
                $"The range from {low} to {high}{(log ? ", logarithmic," : "")}{(step is null ? "" : $" with steps of {step}")} is not "
                    + "valid: "
                + "the lower bound comes first, a logarithmic range is positive and has no steps, and a step is positive.");
        }

        // A quotient such as 0.3 / 0.1 falls short of the whole number by rounding.
        return step is { } size ? low + (size * Math.Floor(((high - low) / size) + 1e-8)) : high;
    }
}

/// <summary>Whole numbers from <paramref name="Low"/> to <paramref name="High"/>, both included.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The largest value. With a step above 1 it is lowered to the last value that the steps reach.</param>
/// <param name="Log">True to draw from the logarithms; <paramref name="Low"/> is positive and the step is 1 then.</param>
/// <param name="Step">The distance between values.</param>
public sealed record IntDistribution(long Low, long High, bool Log = false, long Step = 1) : Distribution
{
    /// <summary>The largest value.</summary>
    public long High { get; init; } = Require(Low, High, Log, Step);

    /// <inheritdoc/>
    public override bool IsSingle => Low == High;

    /// <inheritdoc/>
    public override bool Contains(double representation) => representation >= Low && representation <= High;

    /// <inheritdoc/>
    public override object ValueOf(double representation) => (long)Math.Round(representation);

    /// <inheritdoc/>
    public override double RepresentationOf(object? value)
    {
        double number = value switch
        {
            long whole => whole,
            int whole => whole,
            double real when real == Math.Floor(real) => real,
            _ => double.NaN,
        };
        return Contains(number)
            ? number
            : throw new ArgumentException($"{value ?? "null"} is not a whole number from {Low} to {High}.", nameof(value));
    }

    /// <inheritdoc/>
    public override double Draw(RandomStream random)
    {
        if (Log)
        {
            // Each whole number owns the half-open interval around it.
            double low = Math.Log(Low - 0.5), high = Math.Log(High + 0.5);
            return Math.Clamp(Math.Round(Math.Exp(low + (random.NextDouble() * (high - low)))), Low, High);
        }

        return Low + (Step * Math.Floor(random.NextDouble() * (((High - Low) / Step) + 1)));
    }

    /// <inheritdoc/>
    public override bool IsCompatibleWith(Distribution other) => other is IntDistribution whole && whole.Log == Log;

    private static long Require(long low, long high, bool log, long step)
    {
        if (low > high || step <= 0 || (log && (low <= 0 || step != 1)))
        {
            throw new ArgumentException(
                $"The range of whole numbers from {low} to {high}{(log ? ", logarithmic," : "")} with steps of {step} is not valid: "
                + "the lower bound comes first, a logarithmic range is positive and has steps of 1, and a step is positive.");
        }

        return low + (step * ((high - low) / step));
    }
}

/// <summary>A choice from a list without an order.</summary>
/// <param name="Choices">What can be chosen: string, double, long, bool or null; at least one.</param>
public sealed record CategoricalDistribution(IReadOnlyList<object?> Choices) : Distribution
{
    /// <summary>The choices, whole numbers as long and others as double.</summary>
    public IReadOnlyList<object?> Choices { get; } = Choices.Count > 0
        ? [.. Choices.Select(Normalized)]
        : throw new ArgumentException("A list of choices is not valid when it is empty.", nameof(Choices));

    /// <inheritdoc/>
    public override bool IsSingle => Choices.Count == 1;

    /// <inheritdoc/>
    public override bool Contains(double representation) => representation >= 0.0 && representation < Choices.Count;

    /// <inheritdoc/>
    public override object? ValueOf(double representation) => Choices[(int)representation];

    /// <inheritdoc/>
    public override double RepresentationOf(object? value)
    {
        object? wanted = Normalized(value);
        for (int index = 0; index < Choices.Count; index++)
        {
            if (Equals(Choices[index], wanted))
            {
                return index;
            }
        }

        throw new ArgumentException($"{value ?? "null"} is not one of {string.Join(", ", Choices.Select(choice => choice ?? "null"))}.",
            nameof(value));
    }

    /// <inheritdoc/>
    public override double Draw(RandomStream random) => random.Next(Choices.Count);

    /// <inheritdoc/>
    public override bool IsCompatibleWith(Distribution other) => Equals(other);

    /// <summary>True if both have the same choices in the same order.</summary>
    public bool Equals(CategoricalDistribution? other) => other is not null && Choices.SequenceEqual(other.Choices);

    /// <inheritdoc/>
    public override int GetHashCode() => Choices.Aggregate(Choices.Count, HashCode.Combine);

    private static object? Normalized(object? choice) => choice switch
    {
        // A log writes 1.0 as 1, which is read as a whole number.
        double real when real == Math.Floor(real) && Math.Abs(real) < 1e15 => (long)real,
        null or string or bool or double or long => choice,
        int whole => (long)whole,
        float real => Normalized((double)real),
        _ => throw new ArgumentException($"A choice is a text, a number, true, false or null; {choice} is a {choice.GetType().Name}."),
    };
}
