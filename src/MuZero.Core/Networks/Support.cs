using MuZero.Errors;

namespace MuZero.Networks;

/// <summary>Values and rewards as distributions over the integers -n to n of h-transformed returns (MuZero, appendix F).</summary>
/// <remarks>A return x becomes h(x) = sign(x)(sqrt(|x| + 1) - 1) + 0.001 x, two-hot on the bins. Reading it back takes the
/// expectation first and the inverse of h after.</remarks>
internal sealed class Support
{
    /// <summary>The largest n: transformed, 100,000 covers returns of 91 million.</summary>
    public const int MaxSize = 100_000;

    internal const double Epsilon = 0.001;

    private readonly SupportTwoHot _bins;

    /// <summary>The support -<paramref name="size"/> to <paramref name="size"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1 or above <see cref="MaxSize"/>.</exception>
    public Support(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        Size = size;
        _bins = new SupportTwoHot(-size, size, (2 * size) + 1);
    }

    /// <summary>n: the bins are -n to n.</summary>
    public int Size { get; }

    /// <summary>2n + 1.</summary>
    public int Bins => _bins.Bins;

    /// <summary>The support of a head's bins; null for one number.</summary>
    public static Support? Of(int bins) => bins > 1 ? new Support((bins - 1) / 2) : null;

    /// <summary>The smallest support that covers returns from <paramref name="minReturn"/> to <paramref name="maxReturn"/>.</summary>
    /// <exception cref="UserException">The range is not finite or needs more than <see cref="MaxSize"/>.</exception>
    public static Support For(float minReturn, float maxReturn)
    {
        double reach = Math.Max(Math.Abs(Transform(minReturn)), Math.Abs(Transform(maxReturn)));
        return reach <= MaxSize
            ? new Support(Math.Max(1, (int)Math.Ceiling(reach)))
            : throw UserException.Usage($"Returns from {minReturn} to {maxReturn} need a support of {reach:N0}; at most {MaxSize:N0} is "
                + "possible. Scale the game's rewards down.");
    }

    /// <summary>h(x), which draws large returns together.</summary>
    public static double Transform(double number) =>
        Math.CopySign(Math.Sqrt(Math.Abs(number) + 1) - 1, number) + (Epsilon * number);

    /// <summary>The inverse of h. In double: around 100,000 its float form is wrong in the fourth digit.</summary>
    public static double Inverse(double transformed)
    {
        double root = (Math.Sqrt(1 + (4 * Epsilon * (Math.Abs(transformed) + 1 + Epsilon))) - 1) / (2 * Epsilon);
        return Math.CopySign((root * root) - 1, transformed);
    }

    /// <summary>Writes the two-hot weights of the return <paramref name="value"/>.</summary>
    /// <param name="value">Clipped to the support after the transform.</param>
    /// <param name="bins">[Bins], overwritten.</param>
    public void Encode(float value, Span<float> bins) => _bins.Encode(Transform(value), bins);

    /// <summary>The lower of the two bins that the return <paramref name="value"/> is written on, and the upper one's weight.</summary>
    internal (int Lower, float Share) Place(float value)
    {
        (int lower, double share) = _bins.Place(Transform(value));
        return (lower, (float)share);
    }

    /// <summary>Writes the two-hot weights of many returns.</summary>
    /// <param name="values">[batch].</param>
    /// <param name="bins">[batch, Bins], overwritten.</param>
    public void Encode(ReadOnlySpan<float> values, Span<float> bins)
    {
        for (int row = 0; row < values.Length; row++)
        {
            Encode(values[row], bins.Slice(row * Bins, Bins));
        }
    }

    /// <summary>The return that probabilities encode.</summary>
    /// <param name="probabilities">[Bins], summing to 1.</param>
    public float Decode(ReadOnlySpan<float> probabilities) => (float)Inverse(_bins.Decode(probabilities));

    /// <summary>The return that a head's logits encode: softmax, expectation, inverse of h.</summary>
    /// <param name="logits">[Bins].</param>
    public float DecodeLogits(ReadOnlySpan<float> logits) => (float)Inverse(_bins.DecodeLogits(logits));

    /// <summary>The returns of a batch of logits. Allocates nothing; each row's result is the same in any batch.</summary>
    /// <param name="logits">[batch, Bins].</param>
    /// <param name="values">[batch], overwritten.</param>
    public void DecodeLogits(ReadOnlySpan<float> logits, Span<float> values)
    {
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = DecodeLogits(logits.Slice(row * Bins, Bins));
        }
    }
}
