using System.Numerics;

namespace MuZero.Networks;

/// <summary>A number as weights on two neighbouring bins of an evenly spaced range, and back.</summary>
/// <remarks>Encoding clips to the range. A NaN encodes to NaN weights, so that the loss shows it.</remarks>
internal sealed class SupportTwoHot
{
    private readonly double _spacing;

    /// <summary><paramref name="bins"/> bins from <paramref name="minimum"/> to <paramref name="maximum"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two bins, or an empty or infinite range.</exception>
    public SupportTwoHot(double minimum, double maximum, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(minimum, maximum);
        if (!double.IsFinite(maximum - minimum))
        {
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"The range from {minimum} must be finite.");
        }

        (Minimum, Maximum, Bins) = (minimum, maximum, bins);
        _spacing = (maximum - minimum) / (bins - 1);
    }

    /// <summary>The first bin's number.</summary>
    public double Minimum { get; }

    /// <summary>The last bin's number.</summary>
    public double Maximum { get; }

    /// <summary>The number of bins.</summary>
    public int Bins { get; }

    /// <summary>Writes the weights of <paramref name="number"/>: two neighbours that sum to 1, or a single 1 on a bin.</summary>
    /// <param name="number">Clipped to the range.</param>
    /// <param name="weights">[bins], overwritten.</param>
    public void Encode(double number, Span<float> weights)
    {
        (int lower, double share) = Place(number);
        weights[..Bins].Clear();
        weights[lower] = (float)(1 - share);
        weights[lower + 1] = (float)share;
    }

    /// <summary>The lower of the two neighbouring bins that encode <paramref name="number"/>, and the upper one's weight.</summary>
    internal (int Lower, double Share) Place(double number)
    {
        double place = (Math.Clamp(number, Minimum, Maximum) - Minimum) / _spacing;

        // The last bin has no right neighbour: its own number is all of the last gap (docs/ALGORITHM.md 2.2).
        int lower = Math.Min((int)place, Bins - 2);
        return (lower, place - lower);
    }

    /// <summary>The expectation of the bins under <paramref name="probabilities"/> [bins].</summary>
    public double Decode(ReadOnlySpan<float> probabilities)
    {
        double sum = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            sum += probabilities[bin] * (Minimum + (bin * _spacing));
        }

        return sum;
    }

    /// <summary>The expectation of the bins under the softmax of <paramref name="logits"/> [bins].</summary>
    public double DecodeLogits(ReadOnlySpan<float> logits)
    {
        logits = logits[..Bins];
        float largest = Largest(logits);
        double total = 0, moment = 0; // sums of e^(l - largest), and of the same times the bin's index
        int bin = 0;
        Vector<double> totals = default, moments = default, indices = Vector<double>.Indices;
        for (; bin <= logits.Length - Vector<float>.Count; bin += Vector<float>.Count)
        {
            // Sums in double: over 601 bins floats would lose digits that the inverse transform then magnifies.
            Vector<float> powers = Vector.Exp(new Vector<float>(logits[bin..]) - new Vector<float>(largest));
            Vector.Widen(powers, out Vector<double> low, out Vector<double> high);
            Vector<double> start = indices + new Vector<double>(bin);
            totals += low + high;
            moments += (low * start) + (high * (start + new Vector<double>(Vector<double>.Count)));
        }

        for (; bin < logits.Length; bin++)
        {
            double power = Math.Exp(logits[bin] - largest);
            total += power;
            moment += power * bin;
        }

        return Minimum + (_spacing * (moment + Vector.Sum(moments)) / (total + Vector.Sum(totals)));
    }

    private static float Largest(ReadOnlySpan<float> logits)
    {
        float largest = logits[0];
        int bin = 0;
        if (logits.Length >= Vector<float>.Count)
        {
            Vector<float> running = new(logits);
            for (bin = Vector<float>.Count; bin <= logits.Length - Vector<float>.Count; bin += Vector<float>.Count)
            {
                running = Vector.Max(running, new Vector<float>(logits[bin..]));
            }

            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                largest = MathF.Max(largest, running[lane]);
            }
        }

        for (; bin < logits.Length; bin++)
        {
            largest = MathF.Max(largest, logits[bin]);
        }

        return largest;
    }
}
