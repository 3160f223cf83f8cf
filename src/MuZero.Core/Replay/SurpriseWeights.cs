using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The weights with which an episode's positions are drawn: a part is equal for all, the rest follows the surprise of their
/// searches (KataGo's policy surprise weighting; docs/ALGORITHM.md 3.9).</summary>
internal static class SurpriseWeights
{
    /// <summary>Weights whose mean is 1; empty if the episode has no surprises.</summary>
    /// <remarks>A decision whose policy is not learned keeps weight 1, and the others share what is theirs.</remarks>
    /// <param name="episode">The episode.</param>
    /// <param name="share">The part that follows the surprise.</param>
    public static float[] Of(Episode episode, double share)
    {
        if (share == 0.0 || episode.Surprises.Length == 0)
        {
            return [];
        }

        double sum = 0.0;
        int policies = 0;
        for (int t = 0; t < episode.Length; t++)
        {
            sum += episode.HasPolicy(t) ? episode.Surprises[t] : 0.0;
            policies += episode.HasPolicy(t) ? 1 : 0;
        }

        float[] weights = new float[episode.Length];
        for (int t = 0; t < weights.Length; t++)
        {
            weights[t] = episode.HasPolicy(t) && sum > 0.0
                ? (float)(1.0 - share + (share * policies * episode.Surprises[t] / sum))
                : 1.0f;
        }

        return weights;
    }
}
