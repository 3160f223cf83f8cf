using MuZero.Tuning.Samplers.Parzen;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Importance;

/// <summary>PED-ANOVA (Watanabe, Bansal and Hutter 2023): the Pearson divergence between the distribution of a parameter among the best
/// trials and among all.</summary>
internal static class PedAnova
{
    private const int LeastTop = 2;
    private const int Cells = 50;
    private const double LeastDensity = 1e-12;

    /// <summary>A divergence per parameter.</summary>
    /// <param name="all">The trials.</param>
    /// <param name="quantile">The share of trials that count as the best; trials as good as the last of them count too.</param>
    public static double[] Of(Observations all, double quantile)
    {
        int top = Math.Clamp((int)Math.Ceiling(quantile * all.Losses.Length), LeastTop, all.Losses.Length);
        double cutoff = all.Losses.Order().ElementAt(top - 1);
        double[] divergences = new double[all.Space.Count];
        for (int i = 0; i < divergences.Length; i++)
        {
            int[] among = Counts(all, i, double.PositiveInfinity), amongBest = Counts(all, i, cutoff);
            bool isList = all.Space[i] is CategoricalDistribution;
            divergences[i] = Divergence(isList ? Shares(amongBest) : Smoothed(amongBest), isList ? Shares(among) : Smoothed(among));
        }

        return divergences;
    }

    private static double Divergence(double[] best, double[] all)
        => best.Select((share, cell) => all[cell] * Math.Pow((share / all[cell]) - 1.0, 2.0)).Sum();

    private static int[] Counts(Observations all, int parameter, double cutoff)
    {
        int cells = all.Space[parameter] switch
        {
            CategoricalDistribution list => list.Choices.Count,
            IntDistribution { Log: false } whole => (int)Math.Min(Cells, ((whole.High - whole.Low) / whole.Step) + 1),
            FloatDistribution { Step: { } step } real => (int)Math.Min(Cells, Math.Round((real.High - real.Low) / step) + 1.0),
            _ => Cells,
        };
        NumericAxis? axis = all.Space[parameter] is CategoricalDistribution ? null : new NumericAxis(all.Space[parameter]);
        int[] counts = new int[cells];
        for (int i = 0; i < all.Points.Length; i++)
        {
            if (all.Losses[i] <= cutoff)
            {
                double value = all.Points[i][parameter];
                double cell = axis is null ? value : cells * (axis.Place(value) - axis.Low) / Math.Max(axis.Length, double.Epsilon);
                counts[Math.Clamp((int)cell, 0, cells - 1)]++;
            }
        }

        return counts;
    }

    // One pseudo-observation is spread over all choices.
    private static double[] Shares(int[] counts) => [.. counts.Select(count => (count + (1.0 / counts.Length)) / (counts.Sum() + 1.0))];

    /// <summary>The density on the cells: a normal distribution around each observation, as wide as Scott's rule says, and a wide
    /// one.</summary>
    private static double[] Smoothed(int[] counts)
    {
        double sigma = ScottWidth(counts), middle = (counts.Length - 1) / 2.0;
        double[] shares = [.. counts.Select(_ => LeastDensity)];
        for (int centre = 0; centre <= counts.Length; centre++)
        {
            bool isPrior = centre == counts.Length;
            double weight = isPrior ? 1.0 : counts[centre], mu = isPrior ? middle : centre, width = isPrior ? counts.Length : sigma;
            if (weight > 0.0)
            {
                double mass = StandardNormal.Mass((-0.5 - mu) / width, (counts.Length - 0.5 - mu) / width);
                for (int cell = 0; cell < counts.Length; cell++)
                {
                    shares[cell] += weight * StandardNormal.Mass((cell - 0.5 - mu) / width, (cell + 0.5 - mu) / width) / mass;
                }
            }
        }

        double sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    // Scott 1992 with the interquartile range against outliers; at least as wide that a cell holds 90 % of its own observation.
    private static double ScottWidth(int[] counts)
    {
        int count = counts.Sum();
        double mean = counts.Select((weight, cell) => (double)weight * cell).Sum() / count;
        double deviation = Math.Sqrt(counts.Select((weight, cell) => weight * Math.Pow(cell - mean, 2.0)).Sum() / Math.Max(1, count - 1));
        double interquartile = Quantile(counts, count * 3 / 4) - Quantile(counts, count / 4);
        return Math.Max(0.5 / 1.64, 1.059 * Math.Min(interquartile / 1.34, deviation) * Math.Pow(count, -0.2));
    }

    private static int Quantile(int[] counts, int rank)
    {
        int cell = 0;
        for (int below = counts[0]; below <= rank && cell < counts.Length - 1; below += counts[cell])
        {
            cell++;
        }

        return cell;
    }
}
