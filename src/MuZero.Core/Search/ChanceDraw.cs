namespace MuZero.Search;

/// <summary>Outcomes from uniform numbers.</summary>
internal static class ChanceDraw
{
    /// <summary>The outcome at a point of the cumulative distribution.</summary>
    /// <param name="probabilities">In proportion to them; they need not sum to 1.</param>
    /// <param name="uniform">In: the point, in [0, 1). Out: its place within the outcome's share, in [0, 1) again, from which another
    /// outcome can be drawn.</param>
    /// <exception cref="ArgumentException">No probability is positive.</exception>
    public static int Outcome(ReadOnlySpan<float> probabilities, ref double uniform)
    {
        double sum = 0.0;
        foreach (float probability in probabilities)
        {
            sum += probability;
        }

        double target = uniform * sum;
        int last = -1;
        for (int outcome = 0; outcome < probabilities.Length; outcome++)
        {
            float probability = probabilities[outcome];
            if (target < probability)
            {
                uniform = Math.Clamp(target / probability, 0.0, 1.0 - 1e-12);
                return outcome;
            }

            if (probability > 0.0f)
            {
                target -= probability;
                last = outcome;
            }
        }

        // The sum of the shares may be a rounding step smaller than itself.
        uniform = 0.0;
        return last >= 0 ? last
            : throw new ArgumentException("No outcome can be drawn: no probability is positive.", nameof(probabilities));
    }
}
