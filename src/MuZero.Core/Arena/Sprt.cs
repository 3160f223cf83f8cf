using System.Globalization;
using MuZero.Errors;

namespace MuZero.Arena;

/// <summary>The state of a sequential test.</summary>
public enum SprtVerdict
{
    /// <summary>Between the bounds: more games are needed.</summary>
    Undecided,

    /// <summary>At most <see cref="Sprt.Elo0"/> is accepted.</summary>
    AcceptsElo0,

    /// <summary>At least <see cref="Sprt.Elo1"/> is accepted.</summary>
    AcceptsElo1,
}

/// <summary>A sequential probability ratio test of a difference in Elo over pairs of games (Wald 1945): it ends a match as soon as the
/// result is clear.</summary>
/// <remarks> The generalised test over the five scores of a pair, 0 to 1 in quarters: the log-likelihood ratio is sum N_i ln(p1_i / p0_i),
/// where p0 and p1 are the most likely probabilities of the scores whose mean is that of
/// <paramref name="Elo0"/> and of <paramref name="Elo1"/>. With the observed shares q_i and the mean s they are p_i = q_i / (1 + t (a_i -
/// s)), where t solves sum q_i (a_i - s) / (1 + t (a_i - s)) = 0. A score that was never seen counts as 0.001 pairs. See docs/ARENA.md.
/// </remarks>
/// <param name="Elo0">The difference that the first-named player must exceed.</param>
/// <param name="Elo1">The difference that counts as enough, above <paramref name="Elo0"/>.</param>
/// <param name="Alpha">The share of tests that accept <paramref name="Elo1"/> if the difference is <paramref name="Elo0"/>.</param>
/// <param name="Beta">The share of tests that accept <paramref name="Elo0"/> if the difference is <paramref name="Elo1"/>.</param>
public sealed record Sprt(double Elo0, double Elo1, double Alpha = 0.05, double Beta = 0.05)
{
    private const double Unseen = 1e-3; // pairs
    private const double MostElo = 2_000.0;
    private const int Halvings = 200;

    private static readonly double[] _scores = [0.0, 0.25, 0.5, 0.75, 1.0];

    /// <summary>ln(beta / (1 - alpha)): at or below it <see cref="Elo0"/> is accepted.</summary>
    public double LowerBound => Math.Log(Beta / (1.0 - Alpha));

    /// <summary>ln((1 - beta) / alpha): at or above it <see cref="Elo1"/> is accepted.</summary>
    public double UpperBound => Math.Log((1.0 - Beta) / Alpha);

    /// <summary>Reads "ELO0,ELO1" or "ELO0,ELO1,ALPHA,BETA".</summary>
    /// <exception cref="UserException">The text is not valid.</exception>
    public static Sprt Parse(string text)
    {
        double?[] numbers = [.. text.Split(',').Select(part
            => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : (double?)null)];
        return numbers switch
        {
            [{ } elo0, { } elo1] when IsRange(elo0, elo1) => new Sprt(elo0, elo1),
            [{ } elo0, { } elo1, > 0.0 and < 0.5 and { } alpha, > 0.0 and < 0.5 and { } beta] when IsRange(elo0, elo1)
                => new Sprt(elo0, elo1, alpha, beta),
            _ => throw UserException.Usage(
                $"--sprt is '{text}'; it must be ELO0,ELO1 or ELO0,ELO1,ALPHA,BETA with ELO0 < ELO1 and shares below 0.5, "
                + "such as 0,20 or 0,20,0.05,0.05."),
        };
    }

    /// <summary>The log-likelihood ratio of some pairs.</summary>
    /// <param name="pairs">[5] the number of pairs of each score, seen by the first-named player: 0, 1/4, 1/2, 3/4, 1.</param>
    public double LogLikelihoodRatio(IReadOnlyList<long> pairs)
    {
        if (pairs.Sum() == 0)
        {
            return 0.0;
        }

        double[] counts = [.. pairs.Select(count => Math.Max(count, Unseen))];
        double all = counts.Sum();
        double[] shares = [.. counts.Select(count => count / all)];
        double mean0 = ScoreOf(Elo0), mean1 = ScoreOf(Elo1), t0 = Solve(shares, mean0), t1 = Solve(shares, mean1);
        double ratio = 0.0;
        for (int i = 0; i < _scores.Length; i++)
        {
            ratio += counts[i] * Math.Log((1.0 + (t0 * (_scores[i] - mean0))) / (1.0 + (t1 * (_scores[i] - mean1))));
        }

        return ratio;
    }

    /// <summary>The verdict on a log-likelihood ratio.</summary>
    public SprtVerdict Judge(double ratio) => ratio >= UpperBound ? SprtVerdict.AcceptsElo1
        : ratio <= LowerBound ? SprtVerdict.AcceptsElo0
        : SprtVerdict.Undecided;

    private static bool IsRange(double elo0, double elo1) => elo0 < elo1 && Math.Abs(elo0) <= MostElo && Math.Abs(elo1) <= MostElo;

    private static double ScoreOf(double elo) => 1.0 / (1.0 + Math.Pow(10.0, -elo / 400.0));

    // The sum falls from plus to minus infinity between the two ends.
    private static double Solve(double[] shares, double mean)
    {
        double low = -1.0 / (1.0 - mean), high = 1.0 / mean;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = 0.5 * (low + high), sum = 0.0;
            for (int score = 0; score < _scores.Length; score++)
            {
                double difference = _scores[score] - mean;
                sum += shares[score] * difference / (1.0 + (middle * difference));
            }

            (low, high) = sum > 0.0 ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }
}
