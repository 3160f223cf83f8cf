using System.Numerics;

namespace MuZero.Numerics;

/// <summary>A seeded stream of random numbers (xoshiro256**, Blackman and Vigna 2018) whose state can be saved and restored.</summary>
/// <remarks>Every source of chance in the engine is one of these, so a run repeats from its seed and resumes from its last state.</remarks>
public sealed class RandomStream
{
    // Below it the Dirichlet distribution is one on the corners of its simplex, and logarithms of gamma draws would overflow.
    private const double SmallestShape = 1e-12;

    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the stream of <paramref name="seed"/>.</summary>
    public RandomStream(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>The seed of a stream derived from <paramref name="seed"/>: the same pair gives the same stream, other pairs give unrelated
    /// ones.</summary>
    public static ulong Derive(ulong seed, ulong index)
    {
        ulong mixed = seed ^ BitOperations.RotateLeft(index * 0xD1342543DE82EF95UL, 32);
        SplitMix(ref mixed);
        return SplitMix(ref mixed);
    }

    /// <summary>The stream's whole state, four words.</summary>
    public RandomState State
    {
        get => new(_s0, _s1, _s2, _s3);
        set => (_s0, _s1, _s2, _s3) = (value.S0, value.S1, value.S2, value.S3);
    }

    /// <summary>64 uniformly distributed bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number in [0, <paramref name="bound"/>), without bias (Lemire's multiplication with rejection).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong threshold = unchecked(0UL - (ulong)bound) % (ulong)bound;
        while (true)
        {
            ulong high = Math.BigMul(NextBits(), (ulong)bound, out ulong low);
            if (low >= threshold)
            {
                return (int)high;
            }
        }
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A draw from the standard normal distribution (Box and Muller, one of the pair).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    /// <summary>Fills <paramref name="weights"/> with a draw from the symmetric Dirichlet distribution; they sum to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not positive.</exception>
    public void NextDirichlet(double alpha, Span<double> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        double max = double.NegativeInfinity;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = NextLogGamma(Math.Max(alpha, SmallestShape));
            max = Math.Max(max, weights[i]);
        }

        // Gamma draws of a small shape are mostly too small for a number, so that they are compared by their logarithms.
        double sum = 0.0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(weights[i] - max);
            sum += weights[i];
        }

        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] /= sum;
        }
    }

    /// <summary>An index drawn in proportion to <paramref name="weights"/>, which need not sum to 1.</summary>
    /// <exception cref="ArgumentException">No weight is positive.</exception>
    public int NextIndex(ReadOnlySpan<float> weights)
    {
        double sum = 0.0;
        foreach (float weight in weights)
        {
            sum += weight;
        }

        double target = NextDouble() * sum;
        int last = -1;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0.0f)
            {
                last = i;
                target -= weights[i];
                if (target < 0.0)
                {
                    return i;
                }
            }
        }

        return last >= 0 ? last : throw new ArgumentException("No index can be drawn: no weight is positive.", nameof(weights));
    }

    // The logarithm of a draw from Gamma(shape, 1) (Marsaglia and Tsang 2000; boosted below shape 1).
    private double NextLogGamma(double shape)
    {
        if (shape < 1.0)
        {
            return NextLogGamma(shape + 1.0) + (Math.Log(1.0 - NextDouble()) / shape);
        }

        double d = shape - (1.0 / 3.0);
        double c = 1.0 / Math.Sqrt(9.0 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1.0 + (c * x);
            v = v * v * v;
            if (v > 0.0 && Math.Log(1.0 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return Math.Log(d * v);
            }
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>The saved state of a <see cref="RandomStream"/>.</summary>
public readonly record struct RandomState(ulong S0, ulong S1, ulong S2, ulong S3);
