using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The weights with which an episode's positions are drawn: those without a policy less often, and a part of the others by the
/// surprise of their searches (KataGo's policy surprise weighting; docs/ALGORITHM.md 1.14 and 3.9).</summary>
internal static class PositionWeights
{
    /// <summary>True if options weight positions at all.</summary>
    public static bool AreUsed(ReplayOptions options) => options.SurpriseWeight > 0.0 || options.QuickWeight < 1.0;

    /// <summary>The weights of an episode, whose mean over the decisions with a policy is 1; empty if options weight nothing.</summary>
    public static float[] Of(Episode episode, ReplayOptions options)
    {
        if (!AreUsed(options))
        {
            return [];
        }

        double share = episode.Surprises.Length > 0 ? options.SurpriseWeight : 0.0, sum = 0.0;
        int policies = 0;
        for (int t = 0; t < episode.Length; t++)
        {
            sum += share > 0.0 && episode.HasPolicy(t) ? episode.Surprises[t] : 0.0;
            policies += episode.HasPolicy(t) ? 1 : 0;
        }

        float[] weights = new float[episode.Length];
        for (int t = 0; t < weights.Length; t++)
        {
            weights[t] = !episode.HasPolicy(t) ? (float)options.QuickWeight
                : sum > 0.0 ? (float)(1.0 - share + (share * policies * episode.Surprises[t] / sum))
                : 1.0f;
        }

        return weights;
    }
}
