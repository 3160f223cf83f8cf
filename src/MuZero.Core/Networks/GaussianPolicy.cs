namespace MuZero.Networks;

/// <summary>The policy of a game with continuous actions: a Gaussian with its own mean and standard deviation in each of D dimensions, over
/// the box scaled to [-1, 1]; draws beyond come to its border (docs/ALGORITHM.md 1.15).</summary>
/// <remarks>The policy head has 2 D outputs, D means and D numbers that become logarithms of the standard deviations. These are bounded
/// smoothly, so that their gradient never vanishes at a bound, and an untrained head has mean 0 and deviation 1.</remarks>
internal static class GaussianPolicy
{
    /// <summary>The least and the largest logarithm of a standard deviation: 0.018 and 1.65 of half the box.</summary>
    public const float LeastLog = -4.0f, LargestLog = 0.5f;

    /// <summary>ln(2 pi) / 2.</summary>
    public const float HalfLogTwoPi = 0.9189385f;

    /// <summary>Outputs of the policy head.</summary>
    public static int Outputs(int dimensions) => 2 * dimensions;

    /// <summary>The logarithm of the standard deviation for an output of the head.</summary>
    public static float LogDeviation(float output)
    {
        float bound = output < 0.0f ? -LeastLog : LargestLog;
        return bound * MathF.Tanh(output / bound);
    }

    /// <summary>The derivative of <see cref="LogDeviation"/>, given its value.</summary>
    public static float Slope(float logDeviation)
    {
        float share = logDeviation / (logDeviation < 0.0f ? LeastLog : LargestLog);
        return 1.0f - (share * share);
    }
}
