namespace MuZero.Games;

/// <summary>A box of real-valued actions, with an even grid of points in it. D = dimensions.</summary>
/// <remarks>Search and training use every point of the box (<see cref="IContinuousActions"/>). The grid gives the same game to whatever
/// needs actions by number: action a is the grid's point a, the last dimension counting fastest.</remarks>
public sealed class ActionBox : IEquatable<ActionBox>
{
    /// <summary>The most dimensions.</summary>
    public const int MostDimensions = 64;

    private readonly float[] _low;
    private readonly float[] _high;

    /// <summary>A box between two corners.</summary>
    /// <param name="low">[D] the least value of each dimension.</param>
    /// <param name="high">[D] the largest value of each dimension.</param>
    /// <param name="points">Points of the grid along each dimension, both ends included.</param>
    /// <exception cref="ArgumentException">The corners do not span a box, or the grid has fewer than 2 points along a dimension or more
    /// than <see cref="GameSpec.MostActions"/> in all.</exception>
    public ActionBox(ReadOnlySpan<float> low, ReadOnlySpan<float> high, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (low.Length != high.Length || low.Length is 0 or > MostDimensions)
        {
            throw new ArgumentException(
                $"The corners have {low.Length} and {high.Length} numbers; both must have one per dimension, 1 to {MostDimensions}.");
        }

        double actions = Math.Pow(points, low.Length);
        if (actions > GameSpec.MostActions)
        {
            throw new ArgumentException(
                $"A grid of {points} points along {low.Length} dimensions has {actions:N0} points; at most {GameSpec.MostActions:N0} are "
                    + "possible.", nameof(points));
        }

        for (int d = 0; d < low.Length; d++)
        {
            if (!float.IsFinite(low[d]) || !float.IsFinite(high[d]) || !(low[d] < high[d]) || !float.IsFinite(high[d] - low[d]))
            {
                throw new ArgumentException($"Dimension {d} ranges over [{low[d]}, {high[d]}]; both must be finite, the first smaller.");
            }
        }

        (_low, _high, Points, Actions) = (low.ToArray(), high.ToArray(), points, (int)actions);
    }

    /// <summary>D.</summary>
    public int Dimensions => _low.Length;

    /// <summary>Points of the grid along each dimension.</summary>
    public int Points { get; }

    /// <summary>Points of the whole grid: what <see cref="GameSpec.Actions"/> must be.</summary>
    public int Actions { get; }

    /// <summary>[D] the least values.</summary>
    public ReadOnlySpan<float> Low => _low;

    /// <summary>[D] the largest values.</summary>
    public ReadOnlySpan<float> High => _high;

    /// <summary>Writes the point of an action of the grid.</summary>
    /// <param name="action">0 to <see cref="Actions"/> - 1.</param>
    /// <param name="vector">[D].</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public void Write(int action, Span<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, Actions);
        for (int d = Dimensions - 1; d >= 0; d--)
        {
            (action, int digit) = Math.DivRem(action, Points);
            vector[d] = Between(d, digit / (Points - 1.0));
        }
    }

    /// <summary>The action of the grid that is nearest to a point of the box.</summary>
    public int Nearest(ReadOnlySpan<float> vector)
    {
        int action = 0;
        for (int d = 0; d < Dimensions; d++)
        {
            double share = ((double)vector[d] - _low[d]) / ((double)_high[d] - _low[d]);
            action = (action * Points) + Math.Clamp((int)Math.Round(share * (Points - 1)), 0, Points - 1);
        }

        return action;
    }

    /// <summary>True for finite numbers within the box, one per dimension.</summary>
    public bool Contains(ReadOnlySpan<float> vector)
    {
        bool isInside = vector.Length == Dimensions;
        for (int d = 0; isInside && d < Dimensions; d++)
        {
            isInside = vector[d] >= _low[d] && vector[d] <= _high[d]; // false for NaN
        }

        return isInside;
    }

    /// <summary>Throws if a state is given an action outside of the box.</summary>
    /// <exception cref="ArgumentException">The message has the action and the box.</exception>
    public void Require(ReadOnlySpan<float> vector)
    {
        if (!Contains(vector))
        {
            throw new ArgumentException($"The action [{string.Join(", ", vector.ToArray())}] is not within {this}.", nameof(vector));
        }
    }

    /// <summary>Scales a point of the box to [-1, 1] in each dimension, as networks see actions.</summary>
    public void ToUnit(ReadOnlySpan<float> vector, Span<float> unit)
    {
        for (int d = 0; d < Dimensions; d++)
        {
            unit[d] = (float)((((double)vector[d] - _low[d]) / ((double)_high[d] - _low[d]) * 2.0) - 1.0);
        }
    }

    /// <summary>Scales numbers in [-1, 1] to the box; those beyond come to its border.</summary>
    public void FromUnit(ReadOnlySpan<float> unit, Span<float> vector)
    {
        for (int d = 0; d < Dimensions; d++)
        {
            vector[d] = Between(d, (unit[d] + 1.0) / 2.0);
        }
    }

    /// <inheritdoc/>
    public bool Equals(ActionBox? other)
        => other is not null && Points == other.Points && Low.SequenceEqual(other.Low) && High.SequenceEqual(other.High);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActionBox);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dimensions, Points, _low[0], _high[0]);

    /// <summary>The ranges of the dimensions, such as "[-2, 2]" or "[-1, 1] x [0, 5]".</summary>
    public override string ToString()
        => string.Join(" x ", _low.Zip(_high, (low, high) => FormattableString.Invariant($"[{low}, {high}]")));

    // Rounding never leaves the box.
    private float Between(int d, double share)
        => Math.Clamp((float)(_low[d] + (((double)_high[d] - _low[d]) * share)), _low[d], _high[d]);
}
