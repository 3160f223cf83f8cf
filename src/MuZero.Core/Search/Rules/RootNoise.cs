using MuZero.Numerics;

namespace MuZero.Search.Rules;

/// <summary>Exploration at the root: P &lt;- (1 - eps) P + eps Dir(alpha), over the legal actions (AlphaZero; docs/ALGORITHM.md
/// 1.4).</summary>
internal static class RootNoise
{
    // KataGo's total concentration: 0.03 for each of Go's 361 points.
    private const double TotalConcentration = 10.83;

    /// <summary>Mixes noise into the priors of one root.</summary>
    /// <param name="priors">[A] priors, negative if an action is not legal.</param>
    /// <param name="alpha">The concentration per action; 0 derives it from the number of legal actions.</param>
    /// <param name="share">eps.</param>
    /// <param name="random">The tree's own stream.</param>
    /// <param name="draw">[A] room for the draw.</param>
    public static void Mix(Span<float> priors, double alpha, double share, RandomStream random, Span<double> draw)
    {
        int legal = 0;
        foreach (float prior in priors)
        {
            legal += prior >= 0.0f ? 1 : 0;
        }

        Span<double> weights = draw[..legal];
        random.NextDirichlet(alpha > 0.0 ? alpha : TotalConcentration / legal, weights);
        int next = 0;
        for (int action = 0; action < priors.Length; action++)
        {
            if (priors[action] >= 0.0f)
            {
                priors[action] = (float)(((1.0 - share) * priors[action]) + (share * weights[next++]));
            }
        }
    }
}
