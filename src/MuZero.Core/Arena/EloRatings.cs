using MathNet.Numerics.LinearAlgebra;
using MuZero.Evaluation;

namespace MuZero.Arena;

/// <summary>The rating of an entrant.</summary>
/// <param name="Elo">The estimate; null if no games connect the entrant with the reference.</param>
/// <param name="Interval">Its interval.</param>
public readonly record struct EloRating(double? Elo, Interval Interval);

/// <summary>An entrant whose rating is given.</summary>
/// <param name="Entrant">Its number.</param>
/// <param name="Elo">Its rating.</param>
public sealed record EloAnchor(int Entrant, double Elo);

/// <summary>Ratings by maximum likelihood in the model of Bradley and Terry (1952): the expected score of i against j is 1 / (1 + 10^((R_j
/// - R_i) / 400)), and a draw counts as half a win and half a loss.</summary>
/// <remarks> <para>Intervals come from the sandwich L^+ B L^+ over pairs of games, because the two games of a pair share an opening and
/// draws spread less than wins and losses. L is the information matrix; B sums the variance of the points of each pairing, estimated over
/// its different pairs as in docs/ALGORITHM.md 7. Without an anchor the mean of all ratings is 0.</para> <para>If a group of entrants took
/// every point from the others, or lost every one, no maximum exists. Then each pairing counts one drawn game more (<see
/// cref="HasPrior"/>). See docs/ARENA.md.</para> </remarks>
public sealed class EloRatings
{
    private const double EloPerUnit = 173.71779276130073; // 400 / ln 10
    private const int MostSteps = 200;
    private const double Precision = 1e-12;

    private readonly Match[] _matches;
    private readonly int _entrants;

    private EloRatings(int entrants, IReadOnlyList<PairingResult> pairings)
    {
        _entrants = entrants;
        _matches = [.. pairings.Where(pairing => pairing.Report.Pairs.Count > 0).Select(Match.Of)];
    }

    /// <summary>A rating per entrant.</summary>
    public IReadOnlyList<EloRating> Ratings { get; private set; } = [];

    /// <summary>True if each pairing counts one drawn game more, because the likelihood has no maximum.</summary>
    public bool HasPrior { get; private set; }

    /// <summary>Rates the entrants of an arena.</summary>
    /// <param name="result">Its games.</param>
    /// <param name="confidence">The level of the intervals.</param>
    /// <param name="anchor">The entrant of a given rating; null sets the mean to 0.</param>
    public static EloRatings Of(ArenaResult result, Confidence confidence, EloAnchor? anchor = null)
        => Of(result.Plan.Entrants.Count, result.Pairings, confidence, anchor);

    internal static EloRatings Of(int entrants, IReadOnlyList<PairingResult> pairings, Confidence confidence, EloAnchor? anchor)
    {
        EloRatings ratings = new(entrants, pairings);
        ratings.Rate(confidence, anchor);
        return ratings;
    }

    private void Rate(Confidence confidence, EloAnchor? anchor)
    {
        bool[] connected = Reached(anchor?.Entrant ?? (_matches.Length > 0 ? _matches[0].First : 0), match => true, match => true);
        int[] rated = [.. Enumerable.Range(0, _entrants).Where(entrant => connected[entrant])];
        Match[] matches = [.. _matches.Where(match => connected[match.First])];
        HasPrior = rated.Length > 1 && !IsStronglyConnected(rated);
        if (HasPrior)
        {
            matches = Array.ConvertAll(matches, match => match with { Games = match.Games + 1.0, Points = match.Points + 0.5 });
        }

        Vector<double> strengths = Maximise(matches, connected);
        Matrix<double> covariance = Covariance(matches, strengths, connected);
        Ratings = [.. Enumerable.Range(0, _entrants).Select(Rating)];

        EloRating Rating(int entrant)
        {
            if (!connected[entrant] || rated.Length < 2)
            {
                Interval unknown = new(double.NegativeInfinity, double.PositiveInfinity);
                return new EloRating(anchor?.Entrant == entrant ? anchor.Elo : null, unknown);
            }

            double elo = EloPerUnit * strengths[entrant], variance = covariance[entrant, entrant];
            if (anchor is not null)
            {
                elo = anchor.Elo + (elo - (EloPerUnit * strengths[anchor.Entrant])); // in this order the anchor's own is exact
                variance += covariance[anchor.Entrant, anchor.Entrant] - (2.0 * covariance[entrant, anchor.Entrant]);
            }

            double half = confidence.Z * EloPerUnit * Math.Sqrt(Math.Max(0.0, variance));
            return new EloRating(elo, new Interval(elo - half, elo + half));
        }
    }

    // Newton's method; the likelihood is concave, so halved steps cannot miss its maximum. The mean of the rated stays 0.
    private Vector<double> Maximise(Match[] matches, bool[] rated)
    {
        Vector<double> strengths = Vector<double>.Build.Dense(_entrants);
        double likelihood = Likelihood(matches, strengths);
        for (int i = 0; i < MostSteps; i++)
        {
            Vector<double> gradient = Vector<double>.Build.Dense(_entrants);
            foreach (Match match in matches)
            {
                double missing = match.Points - (match.Games * match.Expected(strengths));
                gradient[match.First] += missing;
                gradient[match.Second] -= missing;
            }

            Vector<double> step = PseudoInverse(Information(matches, strengths), rated) * gradient;
            Vector<double> next = strengths + step;
            while (Likelihood(matches, next) < likelihood && step.AbsoluteMaximum() > Precision)
            {
                step *= 0.5;
                next = strengths + step;
            }

            strengths = next;
            likelihood = Likelihood(matches, next);
            if (step.AbsoluteMaximum() <= Precision)
            {
                break;
            }
        }

        return strengths;
    }

    private static double Likelihood(Match[] matches, Vector<double> strengths) => matches.Sum(match =>
    {
        double difference = strengths[match.First] - strengths[match.Second];
        double win = -Math.Log(1.0 + Math.Exp(-difference)), loss = -Math.Log(1.0 + Math.Exp(difference));
        return (match.Points * win) + ((match.Games - match.Points) * loss);
    });

    private Matrix<double> Covariance(Match[] matches, Vector<double> strengths, bool[] rated)
    {
        Matrix<double> inverse = PseudoInverse(Information(matches, strengths), rated);
        return inverse * Laplacian(matches, match => match.VarianceOfPoints(match.Expected(strengths))) * inverse;
    }

    private Matrix<double> Information(Match[] matches, Vector<double> strengths) => Laplacian(matches, match =>
    {
        double expected = match.Expected(strengths);
        return match.Games * expected * (1.0 - expected);
    });

    private Matrix<double> Laplacian(Match[] matches, Func<Match, double> weight)
    {
        Matrix<double> sum = Matrix<double>.Build.Dense(_entrants, _entrants);
        foreach (Match match in matches)
        {
            double added = weight(match);
            sum[match.First, match.First] += added;
            sum[match.Second, match.Second] += added;
            sum[match.First, match.Second] -= added;
            sum[match.Second, match.First] -= added;
        }

        return sum;
    }

    // Of a Laplacian whose rated entrants are connected: only the vector of ones is mapped to 0. Entrants that are not rated stay at 0.
    private Matrix<double> PseudoInverse(Matrix<double> laplacian, bool[] rated)
    {
        double share = 1.0 / rated.Count(isRated => isRated);
        Matrix<double> ones = Matrix<double>.Build.Dense(_entrants, _entrants, (i, j) => rated[i] && rated[j] ? share : 0.0);
        Matrix<double> others = Matrix<double>.Build.Diagonal(_entrants, _entrants, i => rated[i] ? 0.0 : 1.0);
        return (laplacian + ones + others).Inverse() - ones - others;
    }

    // A maximum exists if points lead from every entrant to every other one (Ford 1957).
    private bool IsStronglyConnected(int[] rated)
    {
        bool[] beaten = Reached(rated[0], match => match.Points > 0.0, match => match.Points < match.Games);
        bool[] beating = Reached(rated[0], match => match.Points < match.Games, match => match.Points > 0.0);
        return rated.All(entrant => beaten[entrant] && beating[entrant]);
    }

    private bool[] Reached(int start, Func<Match, bool> forward, Func<Match, bool> backward)
    {
        bool[] reached = new bool[_entrants];
        reached[start] = true;
        for (bool grows = true; grows;)
        {
            grows = false;
            foreach (Match match in _matches)
            {
                bool isNew = (reached[match.First] && !reached[match.Second] && forward(match))
                    || (reached[match.Second] && !reached[match.First] && backward(match));
                grows |= isNew;
                reached[match.First] |= isNew;
                reached[match.Second] |= isNew;
            }
        }

        return reached;
    }

    // The sums of one pairing. Square is the mean square of the pairs' scores, Score their mean.
    private sealed record Match(int First, int Second, double Games, double Points, int Pairs, int Different, double Score, double Square)
    {
        public static Match Of(PairingResult result)
        {
            MatchReport report = result.Report;
            return new Match(
                result.Pairing.First, result.Pairing.Second, report.Total.Games, report.Total.Wins + (0.5 * report.Total.Draws),
                report.Pairs.Count, report.DifferentPairs, report.Pairs.Average(pair => pair.Score),
                report.Pairs.Average(pair => pair.Score * pair.Score));
        }

        public double Expected(Vector<double> strengths) => 1.0 / (1.0 + Math.Exp(strengths[Second] - strengths[First]));

        // Of one pair's score about its expectation, with one pair of 0 and one of 1 more; then of the sum of all pairs, two points each.
        public double VarianceOfPoints(double expected)
        {
            double spread = Square - (2.0 * expected * Score) + (expected * expected);
            double smoothed = ((Different * spread) + (expected * expected) + ((1.0 - expected) * (1.0 - expected))) / (Different + 2);
            return 4.0 * Pairs * Pairs * smoothed / Different;
        }
    }
}
