using MuZero.Numerics;

namespace MuZero.Tuning.Importance;

/// <summary>Functional analysis of variance (Hutter, Hoos and Leyton-Brown 2014): a forest of regression trees is fitted to the trials,
/// and each tree's variance over the whole space is divided into the shares of single parameters and of their interactions.</summary>
internal static class Fanova
{
    /// <summary>The share of each parameter alone, averaged over the trees. Interactions are left out.</summary>
    /// <param name="all">The trials.</param>
    /// <param name="trees">The number of trees, each fitted to a bootstrap sample.</param>
    /// <param name="seed">The seed of the samples.</param>
    public static double[] Of(Observations all, int trees, ulong seed)
    {
        TreeSpace space = new(all.Space);
        double[][] points = [.. all.Points.Select(space.Place)];
        double average = all.Losses.Average();
        double[] values = [.. all.Losses.Select(loss => loss - average)];
        double[] shares = new double[all.Space.Count];
        for (int tree = 0; tree < trees; tree++)
        {
            RandomStream random = new(RandomStream.Derive(seed, (ulong)tree));
            int[] sample = [.. Enumerable.Range(0, points.Length).Select(_ => random.Next(points.Length))];
            IReadOnlyList<TreeLeaf> leaves = new RegressionTree(space, points, values).Leaves(sample);
            double mean = leaves.Sum(leaf => leaf.Volume * leaf.Value);
            double variance = leaves.Sum(leaf => leaf.Volume * Math.Pow(leaf.Value - mean, 2.0));
            for (int i = 0; i < shares.Length && variance > 0.0; i++)
            {
                shares[i] += MarginalVariance(space, leaves, i, mean) / variance / trees;
            }
        }

        return shares;
    }

    // The marginal is a step function: each leaf adds its value, weighted by its extent in the other parameters, between its ends.
    private static double MarginalVariance(TreeSpace space, IReadOnlyList<TreeLeaf> leaves, int parameter, double mean)
    {
        double[] ends = space.Ends(leaves, parameter);
        double[] changes = new double[ends.Length];
        foreach (TreeLeaf leaf in leaves)
        {
            foreach ((double left, double right) in space.Intervals(leaf, parameter))
            {
                double height = leaf.Value * leaf.Volume / space.Extent(leaf, parameter);
                changes[Array.BinarySearch(ends, left)] += height;
                changes[Array.BinarySearch(ends, right)] -= height;
            }
        }

        double variance = 0.0, marginal = 0.0;
        for (int i = 0; i < ends.Length - 1; i++)
        {
            marginal += changes[i];
            variance += (ends[i + 1] - ends[i]) * Math.Pow(marginal - mean, 2.0);
        }

        return variance;
    }
}
