using System.Numerics;

namespace MuZero.Tuning.Schedulers;

/// <summary>One round of a bracket: how many trials run, and how much training each has had at its end.</summary>
/// <param name="Trials">The trials that run in it.</param>
/// <param name="Time">The total time of each at the end.</param>
internal readonly record struct HyperbandRound(int Trials, double Time);

/// <summary>The brackets of Hyperband, by whole powers: logarithms in floating point lose a bracket of 243 and factor 3.</summary>
internal static class HyperbandTable
{
    /// <summary>The brackets of Ray Tune, the longest trials first; the number of trials is divided and rounded up.</summary>
    /// <param name="maxTime">The most time of a trial, at least 1.</param>
    /// <param name="factor">The reduction factor, at least 2.</param>
    /// <param name="isAdded">True if a round adds factor times the time that the one before added; false if it ends at factor times the
    /// time at which the one before ended.</param>
    public static IReadOnlyList<IReadOnlyList<HyperbandRound>> Ray(int maxTime, int factor, bool isAdded)
    {
        int last = RoundedLogarithm(maxTime, factor);
        List<IReadOnlyList<HyperbandRound>> brackets = [];
        for (int s = 0; s <= last; s++)
        {
            long added = (long)(maxTime / BigInteger.Pow(factor, s)); // the whole part; Ray leaves a bracket without time out
            int trials = Started(last, s, factor);
            List<HyperbandRound> rounds = [new(trials, added)];
            for (int i = 0; i < s && added > 0; i++)
            {
                trials = (trials + factor - 1) / factor;
                long reached = (long)rounds[^1].Time;
                added = Math.Min(isAdded ? added * factor : reached * (factor - 1), maxTime - reached);
                rounds.Add(new HyperbandRound(trials, reached + added));
            }

            if (added > 0)
            {
                brackets.Add(rounds);
            }
        }

        return brackets;
    }

    /// <summary>The brackets of the paper (Li et al. 2018, JMLR 18, algorithm 1), the most trials first. The time grows by the factor each
    /// round; the number of trials is divided and rounded down.</summary>
    /// <param name="maxTime">The most time of a trial, R; at least 1.</param>
    /// <param name="factor">The reduction factor, eta; at least 2.</param>
    public static IReadOnlyList<IReadOnlyList<HyperbandRound>> Paper(int maxTime, int factor)
    {
        int last = 0;
        while (BigInteger.Pow(factor, last + 1) <= maxTime)
        {
            last++;
        }

        List<IReadOnlyList<HyperbandRound>> brackets = [];
        for (int s = last; s >= 0; s--)
        {
            int trials = Started(last, s, factor);
            brackets.Add([.. Enumerable.Range(0, s + 1).Select(i => new HyperbandRound(
                (int)(trials / BigInteger.Pow(factor, i)), maxTime / (double)BigInteger.Pow(factor, s - i)))]);
        }

        return brackets;
    }

    // Trials at the start of bracket s of 0 to last: (last + 1) factor^s / (s + 1), rounded up.
    private static int Started(int last, int s, int factor) => (int)((((last + 1) * BigInteger.Pow(factor, s)) + s) / (s + 1));

    // The logarithm of number to the base of factor, rounded to the nearest whole number: factor^(2 k - 1) < number^2 < factor^(2 k + 1).
    // Halves occur if the factor is a square; they round to even numbers, as in NumPy.
    private static int RoundedLogarithm(int number, int factor)
    {
        BigInteger square = (BigInteger)number * number;
        int rounded = 0;
        while (BigInteger.Pow(factor, (2 * rounded) + 1) < square)
        {
            rounded++;
        }

        return BigInteger.Pow(factor, (2 * rounded) + 1) == square && rounded % 2 == 1 ? rounded + 1 : rounded;
    }
}
