namespace MuZero.SelfPlay;

/// <summary>The surprise of a search: KL(policy || prior) in nats, what it has found that the network did not know (KataGo;
/// docs/ALGORITHM.md 3.9).</summary>
internal static class Surprise
{
    // Below this a logarithm would make one position outweigh a whole episode.
    private const float SmallestPrior = 1e-6f;

    /// <summary>The surprise of a decision.</summary>
    /// <param name="policy">[A] the policy to learn; empty if there is none, which surprises nobody.</param>
    /// <param name="priors">[A] the priors of the search; negative for illegal actions.</param>
    public static float Of(ReadOnlySpan<float> policy, ReadOnlySpan<float> priors)
    {
        double sum = 0.0;
        for (int action = 0; action < policy.Length; action++)
        {
            if (policy[action] > 0.0f)
            {
                sum += policy[action] * Math.Log(policy[action] / MathF.Max(priors[action], SmallestPrior));
            }
        }

        return (float)Math.Max(sum, 0.0);
    }
}
