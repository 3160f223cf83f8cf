namespace MuZero.Games.Conformance;

/// <summary>The least and the largest value so far.</summary>
internal struct Extent
{
    private float _least, _most;

    /// <summary>True if there was at most one distinct value.</summary>
    public readonly bool IsOne => _least >= _most;

    /// <summary>Ranges without a value.</summary>
    public static Extent[] None(int length)
    {
        var ranges = new Extent[length];
        Array.Fill(ranges, new Extent { _least = float.PositiveInfinity, _most = float.NegativeInfinity });
        return ranges;
    }

    public void Include(float value) => (_least, _most) = (Math.Min(_least, value), Math.Max(_most, value));
}
